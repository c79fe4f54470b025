import { describe, expect, it } from 'vitest';
import { beatAt, beatsOf, beatsOfTalk, claimsOf, elementsOf, screenfuls, textOfHtml, type Beat } from './beats';
import type { Block, Lesson, Note, Program } from './lesson';

const program = (id: string): Program => ({
  id,
  title: `${id}.py`,
  language: 'python',
  variant: 'threads',
  entry: `${id}.py`,
  files: [{ path: `${id}.py`, content: '' }],
});
const lesson = (blocks: readonly Block[], more: Partial<Lesson> = {}): Lesson => ({
  id: 'x',
  title: 'X',
  question: 'Why?',
  part: 'P',
  minutes: 5,
  steps: [{ id: 's', title: 'S', blocks }],
  programs: [program('p'), program('q')],
  claims: [],
  ...more,
});
const prose = (html: string): Block => ({ kind: 'prose', html });
const open = (id: string): Block => ({ kind: 'program', program: id, label: 'Open' });
const predict = (id: string | null): Block => ({
  kind: 'predict',
  id: 'guess',
  question: '<p>What?</p>',
  choices: [
    { id: 'a', html: 'A' },
    { id: 'b', html: 'B' },
  ],
  answer: 'a',
  explanation: '<p>It waits for two.</p>',
  program: id,
});
/** What a beat is, in a word or two. */
const told = ({ shows }: Beat): string =>
  shows.kind === 'code' || shows.kind === 'run' ? `${shows.kind} ${shows.program.id}` : shows.kind;
const run = (blocks: readonly Block[], more: Partial<Lesson> = {}) => beatsOf(lesson(blocks, more)).map(told);

describe('the beats of a lesson', () => {
  it('begin with its name', () => {
    expect(run([prose('<p>Words.</p>')])).toEqual(['title', 'text']);
  });

  it('show a program before it is asked about, and run it after that', () => {
    const expected = ['title', 'code p', 'question', 'run p', 'answer'];
    expect(run([open('p'), predict('p')])).toEqual(expected);
    expect(run([predict('p'), open('p')])).toEqual(expected);
    expect(run([predict('p')])).toEqual(expected);
    expect(run([open('p'), prose('<p>Words.</p>'), predict('p')])).toEqual([
      'title',
      'code p',
      'text',
      'question',
      'run p',
      'answer',
    ]);
  });

  it('run what is only opened, and what is opened once more after its question', () => {
    expect(run([open('q')])).toEqual(['title', 'run q']);
    expect(run([open('p'), predict('p'), prose('<p>Again.</p>'), open('p')])).toEqual([
      'title',
      'code p',
      'question',
      'run p',
      'answer',
      'text',
      'run p',
    ]);
  });

  it('answer at once what no program answers', () => {
    expect(run([predict(null)])).toEqual(['title', 'question', 'answer']);
  });

  it('show of an exercise the task, the solution, and what is said then', () => {
    const solution = { ...program('p'), id: 'e-solution' };
    const task: Block = { kind: 'exercise', id: 'e', task: '<p>Mend it.</p>', explanation: '<p>So.</p>' };
    expect(run([task], { exercises: [{ id: 'e', program: 'p', checks: [], solution }] })).toEqual([
      'title',
      'exercise',
      'run e-solution',
      'text',
    ]);
  });

  it('turn a card', () => {
    const beats = beatsOf(lesson([{ kind: 'card', id: 'c', question: '<p>?</p>', answer: '<p>!</p>' }]));
    expect(beats.map(({ shows }) => (shows.kind === 'card' ? shows.answered : null))).toEqual([null, false, true]);
  });

  it('are found again by their step', () => {
    const two = lesson([], {
      steps: [
        { id: 's', title: 'S', blocks: [prose('<p>One.</p>')] },
        { id: 't', title: 'T', blocks: [prose('<p>Two.</p>')] },
      ],
    });
    const beats = beatsOfTalk([lesson([prose('<p>Zero.</p>')], { id: 'first' }), two]);
    expect(beats.map(told)).toEqual(['title', 'text', 'title', 'text', 'text']);
    expect(beatAt(beats, 'x', 't')).toBe(4);
    expect(beatAt(beats, 'x', null)).toBe(2);
    expect(beatAt(beats, 'x', 'gone')).toBe(0);
  });
});

describe('notes', () => {
  const note = (after: number, html: string): Note => ({ step: 's', after, html });
  const notesOf = (blocks: readonly Block[], ...notes: readonly Note[]) =>
    beatsOf(lesson(blocks), notes).map((beat) => [told(beat), ...beat.notes]);

  it('of the first step are there from the title on, and not twice', () => {
    expect(notesOf([prose('<p>Words.</p>')], note(0, 'begin'))).toEqual([['title', 'begin'], ['text']]);
  });

  it('stay with a question until it is answered', () => {
    expect(notesOf([prose('<p>Words.</p>'), predict('p')], note(1, 'calm'), note(2, 'wait'))).toEqual([
      ['title'],
      ['text', 'calm'],
      ['code p', 'wait'],
      ['question', 'wait'],
      ['run p', 'wait'],
      ['answer', 'wait'],
    ]);
  });

  it('about a long text are there where it begins', () => {
    const long = `<p>${'word '.repeat(90)}</p>`;
    expect(notesOf([prose(long + long)], note(1, 'slowly'))).toEqual([['title'], ['text', 'slowly'], ['text']]);
  });
});

describe('claims', () => {
  it('are told where their words are shown', () => {
    const claim = { claim: 'outcome', program: 'p', is: 'finished', says: 'It waits\n for two', line: 1 } as const;
    const beats = beatsOf(lesson([prose('<p>It <em>rests</em>.</p>'), predict(null)], { claims: [claim] }));
    expect(beats.map(claimsOf)).toEqual([[], [], [], ['It waits for two']]);
  });
});

describe('screenfuls', () => {
  const p = (letters: number) => `<p>${'x'.repeat(letters)}</p>`;

  it('keep what fits together, and part what does not, between elements', () => {
    expect(screenfuls(p(100) + p(100))).toEqual([p(100) + p(100)]);
    expect(screenfuls(p(400) + p(400))).toEqual([p(400), p(400)]);
    expect(screenfuls(p(2000))).toEqual([p(2000)]);
  });

  it('keep a line that leads to a list with the list', () => {
    const list = `<ul><li>${'y'.repeat(300)}</li></ul>`;
    expect(screenfuls(`${p(200)}<p>Four things:</p>${list}`)).toEqual([p(200), `<p>Four things:</p>${list}`]);
    expect(screenfuls('<p>And so:</p>')).toEqual(['<p>And so:</p>']);
  });

  it('lose nothing and cut no element in two', () => {
    const html = `<p>a <code class="code"><span class="t">x</span></code> &lt;b&gt;</p>\n<ul>\n<li>one<br>more</li>\n</ul>\n${p(500)}<pre data-x="a > b"><code>1\n2</code></pre>`;
    expect(elementsOf(html).map((element) => /^<\w+/.exec(element)?.[0])).toEqual(['<p', '<ul', '<p', '<pre']);
    expect(screenfuls(html).join('')).toBe(html);
  });

  it('are told in words without marks', () => {
    expect(textOfHtml('<p>a &#x26; b</p><p>1 &lt; <b>2</b></p>')).toBe('a & b 1 < 2');
  });
});
