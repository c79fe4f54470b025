import { describe, expect, it } from 'vitest';
import { MOST_OPENED, openedProgram } from './playground';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('a file that the learner opens', () => {
  it('is a program when it is text, with the line ends of the editor', () => {
    expect(openedProgram('a.py', utf8("print('grüße')\r\nx = 1\r"))).toEqual({
      text: "print('grüße')\nx = 1\n",
      disk: "print('grüße')\r\nx = 1\r",
    });
    expect(openedProgram('a.py', utf8('\ufeffprint(1)'))).toMatchObject({ text: 'print(1)' });
    expect(openedProgram('empty.py', utf8(''))).toMatchObject({ text: '' });
  });

  it('is refused by name when it is anything else', () => {
    expect(openedProgram('a.png', Uint8Array.of(0x89, 0x50, 0xff))).toEqual({
      problem: 'a.png is not text in UTF-8, as programs are.',
    });
    expect(openedProgram('a.bin', Uint8Array.of(65, 0, 65))).toEqual({ problem: 'a.bin is no text.' });
    expect(openedProgram('a.py', new Uint8Array(MOST_OPENED + 1))).toHaveProperty('problem');
  });
});
