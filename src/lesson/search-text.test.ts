import { describe, expect, it } from 'vitest';
import type { Lesson } from './lesson';
import { plainText, searchDocuments } from './search-text';

const lesson: Lesson = {
  id: 'the-gil',
  title: 'The GIL',
  question: 'Who runs?',
  part: 'Threads',
  minutes: 5,
  steps: [
    {
      id: 'turns',
      title: 'Turns',
      blocks: [
        { kind: 'prose', html: '<p>They take <em>turns</em>.</p><p>Always.</p>' },
        {
          kind: 'quiz',
          id: 'q',
          question: '<p>How long?</p>',
          choices: [{ id: 'a', html: '5 ms' }],
          answer: 'a',
          explanation: '<p>The secret interval.</p>',
        },
        { kind: 'card', id: 'c', question: '<p>What is it?</p>', answer: '<p>A secret lock.</p>' },
        { kind: 'exercise', id: 'e', task: '<p>Make it shorter.</p>', explanation: '<p>A secret trick.</p>' },
        { kind: 'live', figure: 'baton', alt: 'A bead hops.', caption: 'The baton.' },
      ],
    },
  ],
  programs: [
    {
      id: 'one',
      title: 'one.py',
      language: 'python',
      variant: 'threads',
      entry: 'one.py',
      files: [{ path: 'one.py', content: 'import threading\n\nprint(1)\n' }],
    },
  ],
  claims: [],
};

describe('what can be searched', () => {
  it('is each lesson, its steps and its programs', () => {
    expect(searchDocuments([lesson])).toEqual([
      { lesson: 'the-gil', title: 'The GIL', text: 'Who runs?' },
      {
        lesson: 'the-gil',
        step: 'turns',
        title: 'Turns',
        text: 'They take turns. Always. How long? 5 ms What is it? Make it shorter. A bead hops. The baton.',
      },
      { lesson: 'the-gil', program: 'one', title: 'one.py', text: 'import threading print(1)' },
    ]);
  });

  it('gives no answer away', () => {
    expect(JSON.stringify(searchDocuments([lesson]))).not.toContain('secret');
  });

  it('is text: without tags, with the signs that they stand for', () => {
    expect(plainText('<p>a &#x3C; b &amp;&amp; <code>c&#39;s</code> &unknown; x</p>')).toBe("a < b && c's &unknown; x");
    expect(plainText('<ul><li>one</li><li>two</li></ul>')).toBe('one two');
    expect(plainText('&#99999999;')).toBe('&#99999999;');
  });
});
