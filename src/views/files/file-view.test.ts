import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexDump, imageSize, TEXT_BYTES, viewOf, type FileView } from './file-view';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const see = (bytes: Uint8Array): FileView => viewOf(bytes.subarray(0, TEXT_BYTES), bytes.length);

/** The head of a PNG of this size. */
function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
}

describe('text', () => {
  it('is shown as it is, with its lines counted', () => {
    expect(see(utf8('one\ntwo\n'))).toEqual({ kind: 'text', text: 'one\ntwo\n', lines: 2, cut: false });
    expect(see(utf8('no end'))).toMatchObject({ lines: 1 });
    expect(see(utf8('a\r\nb\rc'))).toMatchObject({ text: 'a\nb\nc', lines: 3 });
    expect(see(utf8(''))).toEqual({ kind: 'empty' });
  });

  it('is what markup and SVG are, too: nothing of it is carried out', () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    expect(see(utf8(svg))).toMatchObject({ kind: 'text', text: svg });
    expect(see(utf8('<!doctype html><img src=x onerror=alert(1)>'))).toMatchObject({ kind: 'text' });
  });

  it('is cut where there is too much of it, even within a character', () => {
    const long = utf8('€'.repeat(100_000));
    const view = see(long);
    expect(view).toMatchObject({ kind: 'text', cut: true });
    expect(view.kind === 'text' && view.text).toMatch(/^€+$/);
  });

  it('makes control characters visible instead of obeying them', () => {
    expect(see(utf8('\x1b[31mred\x07'))).toMatchObject({ text: '␛[31mred␇' });
  });

  it('is not what has a NUL or is no UTF-8', () => {
    expect(see(utf8('a\0b'))).toMatchObject({ kind: 'bytes' });
    expect(see(Uint8Array.of(0xff, 0xfe, 0x41))).toMatchObject({ kind: 'bytes' });
    // The cut falls into a character only if there is a cut.
    expect(see(utf8('€').subarray(0, 2))).toMatchObject({ kind: 'bytes' });
  });
});

describe('an image', () => {
  it('is known by how it begins, whatever it is called, and tells its size', () => {
    expect(see(png(300, 200))).toEqual({ kind: 'image', type: 'image/png', width: 300, height: 200 });
    const gif = utf8('GIF89a\x0a\x00\x14\x00');
    expect(see(gif)).toEqual({ kind: 'image', type: 'image/gif', width: 10, height: 20 });
    // A comment and a table come before the frame.
    const jpeg = Uint8Array.from([
      0xff, 0xd8, 0xff, 0xfe, 0, 4, 1, 2, 0xff, 0xff, 0xc4, 0, 3, 9, 0xff, 0xc0, 0, 11, 8, 0x01, 0x2c, 0x02, 0x58, 3,
    ]);
    expect(imageSize('image/jpeg', jpeg)).toEqual({ width: 600, height: 300 });
    const webp = new Uint8Array(30);
    webp.set(utf8('RIFF____WEBPVP8X'));
    webp.set([99, 0, 0, 49, 0, 0], 24);
    expect(see(webp)).toEqual({ kind: 'image', type: 'image/webp', width: 100, height: 50 });
  });

  it('that claims to be immense is not unpacked, and one that is damaged not tried', () => {
    expect(see(png(60_000, 60_000))).toMatchObject({ kind: 'unshown' });
    expect(see(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toMatchObject({ kind: 'unshown' });
    expect(viewOf(png(10, 10), 100_000_000)).toMatchObject({ kind: 'unshown' });
  });
});

describe('anything', () => {
  it('is shown in one way or another, and never throws', () => {
    const magic = fc.constantFrom<readonly number[]>(
      [],
      [0xff, 0xd8, 0xff],
      [0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50],
    );
    fc.assert(
      fc.property(magic, fc.uint8Array({ maxLength: 60 }), (head, rest) => {
        expect(see(Uint8Array.from([...head, ...rest])).kind).toMatch(/empty|text|image|unshown|bytes/);
      }),
    );
  });

  it('that is neither text nor image is shown byte by byte', () => {
    expect(hexDump(Uint8Array.from([...utf8('hello, world 123'), 0, 255]))).toBe(
      '00000000  68 65 6c 6c 6f 2c 20 77  6f 72 6c 64 20 31 32 33  |hello, world 123|\n' +
        `00000010  00 ff${' '.repeat(43)}  |..|`,
    );
  });
});
