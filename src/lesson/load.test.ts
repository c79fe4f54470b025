import { describe, expect, it } from 'vitest';
import type { Lesson } from './lesson';
import { brokenLesson, loadLesson, summaryOf, type LoadOptions } from './load';
import type { Problem } from './problem';

const FRONT = `title: A title
question: A question?
part: A part
minutes: 5
programs:
  - { file: hello.py, variant: sequential }
claims:
  - claim: output
    program: hello
    matches: hello
    says: it says hello
`;
const BODY = `## First step

Run it: it says hello.
`;
const files = { 'hello.py': "print('hello')\n", 'pic.svg': '<svg viewBox="0 0 1 1"><path d="M0 0" /></svg>' };

const lessonText = (body: string, front = FRONT) => `---\n${front}---\n\n${body}`;

function load(text: string, more: Record<string, string> = {}, options: LoadOptions = {}) {
  return loadLesson(
    { name: '01-test', files: new Map(Object.entries({ 'lesson.md': text, ...files, ...more })) },
    options,
  );
}

async function loaded(text: string, more: Record<string, string> = {}, options: LoadOptions = {}): Promise<Lesson> {
  const result = await load(text, more, options);
  if (!result.ok) throw new Error(result.problems.map((p) => `${p.file}:${p.line}: ${p.message}`).join('\n'));
  return result.lesson;
}

async function problems(
  text: string,
  more: Record<string, string> = {},
  options: LoadOptions = {},
): Promise<readonly Problem[]> {
  const result = await load(text, more, options);
  return result.ok ? [] : result.problems;
}

/** A second program, and whatever else stands before the claims. */
const twoPrograms = (more: string) =>
  FRONT.replace('claims:', `  - { file: again.py, variant: threads }\n${more}claims:`) +
  '  - { claim: outcome, program: again, is: finished, says: it says hello }\n';

/** `body` follows a first line that bears the claim's words, so that line 1 of `body` is the lesson's `bodyLine`. */
const withClaim = (body: string) => lessonText(`${BODY}\n${body}`);
const bodyLine = withClaim('@@@').split('\n').indexOf('@@@') + 1;

const blocksOf = async (body: string) => (await loaded(withClaim(body))).steps.flatMap((step) => step.blocks);
const one = async (body: string, more: Record<string, string> = {}, options: LoadOptions = {}) => {
  const found = await problems(withClaim(body), more, options);
  expect(found).toHaveLength(1);
  return found[0];
};

describe('a lesson', () => {
  it('becomes steps, programs and claims', async () => {
    const lesson = await loaded(lessonText(BODY));
    expect(summaryOf(lesson)).toEqual({
      id: 'test',
      title: 'A title',
      question: 'A question?',
      part: 'A part',
      minutes: 5,
    });
    expect(lesson.steps).toEqual([
      { id: 'first-step', title: 'First step', blocks: [{ kind: 'prose', html: '<p>Run it: it says hello.</p>' }] },
    ]);
    expect(lesson.programs).toEqual([
      {
        id: 'hello',
        title: 'hello.py',
        language: 'python',
        variant: 'sequential',
        entry: 'hello.py',
        files: [{ path: 'hello.py', content: "print('hello')\n" }],
      },
    ]);
    expect(lesson.claims).toMatchObject([{ claim: 'output', line: 9 }]);
  });

  it('may say how the processes of a program start, and complains of what is no way to start', async () => {
    const front = (method: string) =>
      FRONT.replace('variant: sequential', `variant: processes, start-method: ${method}`);
    expect((await loaded(lessonText(BODY, front('spawn')))).programs[0]?.startMethod).toBe('spawn');
    const found = await problems(lessonText(BODY, front('threads')));
    expect(found.map(({ message }) => message)).toEqual([
      '`programs[0].start-method` must be fork or spawn, not "threads"',
    ]);
  });

  it('may need shared memory, and knows which programs have a recorded run; a changed program has none', async () => {
    const front = (need: string) =>
      FRONT.replace('variant: sequential', `variant: workers, needs: ${need}`).replace(
        'claims:',
        `edits:
  - { id: louder, program: hello, replace: hello, with: HELLO }
claims:
  - { claim: output, program: louder, matches: HELLO, says: it says hello }`,
      );
    const recorded = { 'recorded/hello.json': '{}' };
    const lesson = await loaded(lessonText(BODY, front('shared-memory')), recorded);
    expect(lesson.programs[0]).toMatchObject({ needs: 'shared-memory', recorded: true });
    expect(lesson.edits?.[0]).toMatchObject({ id: 'louder', needs: 'shared-memory' });
    expect(lesson.edits?.[0]).not.toHaveProperty('recorded');
    expect((await loaded(lessonText(BODY))).programs[0]).not.toHaveProperty('recorded');
    const found = await problems(lessonText(BODY, front('luck')));
    expect(found.map(({ message }) => message)).toEqual(['`programs[0].needs` must be shared-memory, not "luck"']);
  });

  it('may have races, each with its place in the text', async () => {
    const races = `races:
  - { id: two-ways, title: Two ways, kind: variants, programs: [hello, again], references: [{ program: hello, s: 1.5, cores: 8, source: an article }] }
  - { id: spread, title: Spread out, kind: curve, programs: [hello], args: ['-n', '{n}'], trials: 3 }
  - { id: worth-it, title: Worth it, kind: worth, programs: [hello, again], sizes: [1, 10, 100], unit: ms of work, warm-ups: 0 }
`;
    const lesson = await loaded(
      lessonText(`${BODY}\n::race{id=two-ways}\n\n::race{#spread}\n\n::race{id=worth-it}\n`, twoPrograms(races)),
      { 'again.py': 'pass' },
    );
    expect(lesson.steps[0]?.blocks.slice(1)).toEqual([
      { kind: 'race', race: 'two-ways' },
      { kind: 'race', race: 'spread' },
      { kind: 'race', race: 'worth-it' },
    ]);
    expect(lesson.races).toEqual([
      {
        id: 'two-ways',
        title: 'Two ways',
        kind: 'variants',
        programs: ['hello', 'again'],
        args: [],
        numbers: null,
        unit: null,
        trials: 5,
        warmUps: 1,
        references: [{ program: 'hello', at: null, ms: 1500, cores: 8, source: 'an article' }],
      },
      {
        id: 'spread',
        title: 'Spread out',
        kind: 'curve',
        programs: ['hello'],
        args: ['-n', '{n}'],
        numbers: 'cores',
        unit: 'workers',
        trials: 3,
        warmUps: 1,
        references: [],
      },
      {
        id: 'worth-it',
        title: 'Worth it',
        kind: 'worth',
        programs: ['hello', 'again'],
        args: ['{n}'],
        numbers: [1, 10, 100],
        unit: 'ms of work',
        trials: 5,
        warmUps: 0,
        references: [],
      },
    ]);
    expect((await loaded(lessonText(BODY))).races).toBeUndefined();
  });

  it.each([
    ['kind: dash, programs: [hello, again]', '`races[0].kind` must be one of variants, curve, worth, not "dash"'],
    ['kind: variants, programs: [hello]', '`races[0]` compares variants, so it needs two programs or more'],
    ['kind: variants, programs: [hello, hello]', '`races[0].programs` lists a program twice'],
    ['kind: variants, programs: [hello, nobody]', '`races[0]` names the program "nobody"; there are hello and again'],
    ['kind: curve, programs: [hello, again]', '`races[0]` is a curve of one program: list exactly one'],
    [
      'kind: curve, programs: [hello], workers: [1, 2]',
      '`races[0].workers` must be "1..2x cores" or a rising list of 3 to 12 whole numbers, not [1,2]',
    ],
    [
      'kind: curve, programs: [hello], workers: [1, 4, 2]',
      '`races[0].workers` must be "1..2x cores" or a rising list of 3 to 12 whole numbers, not [1,4,2]',
    ],
    [
      'kind: curve, programs: [hello], workers: all',
      '`races[0].workers` must be "1..2x cores" or a rising list of 3 to 12 whole numbers, not "all"',
    ],
    [
      'kind: curve, programs: [hello], workers: [2, 4, 8]',
      '`races[0]` `workers` must begin with 1: that is what the others are compared with',
    ],
    [
      'kind: curve, programs: [hello], args: [fast]',
      '`races[0]` `args` must hold `{n}` somewhere, and must not for `kind: variants`',
    ],
    [
      'kind: variants, programs: [hello, again], sizes: [1, 2, 3]',
      '`races[0]` `sizes` goes with `kind: worth`, which needs it',
    ],
    ['kind: worth, programs: [hello, again]', '`races[0]` `sizes` goes with `kind: worth`, which needs it'],
    ['kind: worth, programs: [hello, again], sizes: [3, 2, 1]', '`races[0].sizes` must rise, not [3,2,1]'],
    ['kind: variants, programs: [hello, again], trials: 2', '`races[0].trials` must be 3 or more, not 2'],
    ['kind: variants, programs: [hello, again], trials: 31', '`races[0].trials` must be 30 or less, not 31'],
    [
      'kind: variants, programs: [hello, again], references: [{ program: hello, source: me }]',
      '`races[0].references[0]` needs `ms` or `s`, and not both',
    ],
    [
      'kind: variants, programs: [hello, again], references: [{ program: late, ms: 1, source: me }]',
      '`races[0]` `references` may only be about programs of the race',
    ],
    [
      'kind: worth, programs: [hello, again], sizes: [1, 2, 3], references: [{ program: hello, at: 4, ms: 1, source: me }]',
      '`races[0]` each of `references` must be `at` one of the numbers that are measured',
    ],
  ])('refuses a race with %s', async (told, message) => {
    const text = lessonText(`${BODY}\n::race{id=r}\n`, twoPrograms(`races:\n  - { id: r, title: A race, ${told} }\n`));
    const found = await problems(text, { 'again.py': 'pass' });
    expect(found.map((problem) => problem.message)).toEqual([message]);
  });

  it('refuses a race without a place, a place without a race, and two places for one', async () => {
    const races = 'races:\n  - { id: r, title: A race, kind: variants, programs: [hello, again] }\n';
    const found = async (body: string) =>
      (await problems(lessonText(`${BODY}\n${body}\n`, twoPrograms(races)), { 'again.py': 'pass' })).map(
        (p) => p.message,
      );
    expect(await found('')).toEqual(['the race "r" stands nowhere in the text: write ::race{id=r}']);
    expect(await found('::race{id=r}\n\n::race{id=r}')).toEqual(['the race "r" stands in the text already']);
    expect(await found('::race{id=r}\n\n::race{id=s}')).toEqual(['there is no race "s"; the front matter lists r']);
    expect(await found('::race{id=r}\n\n::race')).toEqual(['race needs an id, as in {#some-name}: ::race{#some-name}']);
  });

  it('may bring hosts of its own for the lab network, and complains of what no host can be, with its line', async () => {
    const front = (hosts: string) => FRONT.replace('claims:', `hosts:\n${hosts}claims:`);
    const host = '  - name: Slow.Example\n    failure-rate: 0.1\n    routes:\n      - { path: /hi, text: hello }\n';
    expect((await loaded(lessonText(BODY, front(host)))).hosts).toEqual([
      { name: 'slow.example', failureRate: 0.1, routes: [{ path: '/hi', text: 'hello' }] },
    ]);
    expect((await loaded(lessonText(BODY))).hosts).toBeUndefined();

    // Lines count from 1, and the first is ---.
    const first = FRONT.split('\n').indexOf('claims:') + 2;
    const found = await problems(
      lessonText(BODY, front('  - name: slow.example\n    latency: fast\n    colour: red\n')),
    );
    expect(found.map(({ line, message }) => [line - first, message.slice(0, 50)])).toEqual([
      [2, '`hosts[0].latency` must be a number from 0 to 60000'.slice(0, 50)],
      [3, '`hosts[0].colour` is not a key of this place; allow'.slice(0, 50)],
    ]);
    const [problem] = await problems(lessonText(BODY, FRONT.replace('claims:', 'hosts: slow.example\nclaims:')));
    expect(problem?.message).toBe('`hosts` must be a list, not "slow.example"');
  });

  it('is plain data: it survives JSON unchanged', async () => {
    const lesson = await loaded(lessonText(BODY));
    expect(JSON.parse(JSON.stringify(lesson))).toEqual(lesson);
  });

  it('may have Windows line ends', async () => {
    expect((await loaded(lessonText(BODY).replace(/\n/g, '\r\n'))).steps).toHaveLength(1);
  });

  it('has distinct step ids even where titles repeat', async () => {
    const lesson = await loaded(lessonText(`${BODY}\n## Again\n\na\n\n## Again\n\nb\n`));
    expect(lesson.steps.map((step) => step.id)).toEqual(['first-step', 'again', 'again-2']);
  });

  it('carries edited programs apart from those that are shown', async () => {
    const front = FRONT.replace(
      'claims:',
      'edits:\n  - { id: louder, program: hello, replace: hello, with: HELLO }\nclaims:',
    );
    const lesson = await loaded(
      lessonText(BODY, `${front}  - { claim: output, program: louder, matches: HELLO, says: it says hello }\n`),
    );
    expect(lesson.programs).toHaveLength(1);
    expect(lesson.edits).toMatchObject([{ id: 'louder', files: [{ content: "print('HELLO')\n" }] }]);
  });

  it('in place of a broken one shows its problems, as text', () => {
    const block = brokenLesson('01-test', [{ file: 'lesson.md', line: 3, message: 'no <b> here' }]).steps[0]?.blocks[0];
    expect(block).toEqual({ kind: 'prose', html: '<ul><li>lessons/01-test/lesson.md:3: no &lt;b&gt; here</li></ul>' });
  });
});

describe('front matter', () => {
  const complaint = async (change: (front: string) => string) => {
    const found = await problems(lessonText(BODY, change(FRONT)));
    expect(found).toHaveLength(1);
    return found[0];
  };

  it('names a missing key and what it is for', async () => {
    expect(await complaint((front) => front.replace('minutes: 5\n', ''))).toMatchObject({
      message: '`minutes` is missing (How long a reader needs, in minutes)',
    });
  });

  it('names an unknown key, its line, and the keys that there are', async () => {
    const found = await complaint((front) => front.replace('matches:', 'match: x\n    matches:'));
    expect(found?.line).toBe(11);
    expect(found?.message).toMatch(
      /^`claims\[0\]\.match` is not a key of this place; allowed are claim, program, .* and says$/,
    );
  });

  it('names the allowed values of a choice', async () => {
    const found = await complaint((front) => front.replace('sequential', 'parallel'));
    expect(found).toMatchObject({
      line: 7,
      message:
        '`programs[0].variant` must be one of sequential, threads, processes, asyncio, event-loop, workers, not "parallel"',
    });
  });

  it('names the kinds of claims where a kind is unknown', async () => {
    const found = await complaint((front) => front.replace('claim: output', 'claim: prints'));
    expect(found?.message).toMatch(
      /^`claims\[0\]\.claim` must be one of outcome, output, number, .*depth, not "prints"$/,
    );
  });

  it('is refused where YAML is broken, with the line', async () => {
    const found = (await problems(lessonText(BODY, FRONT.replace('minutes: 5', 'minutes: [5'))))[0];
    expect(found?.message).toMatch(/^the front matter is not valid YAML: /);
  });

  it('lists the files that are there when one is missing', async () => {
    const found = await problems(
      lessonText(BODY, FRONT.replace('hello.py', 'hallo.py').replace('program: hello', 'program: hallo')),
    );
    expect(found).toEqual([
      {
        file: 'lesson.md',
        line: 7,
        message: 'there is no file "hallo.py" in the lesson\'s folder; it holds hello.py and pic.svg',
      },
    ]);
  });

  it.each(['../hello.py', '/hello.py', 'a/../../b.py', './hello.py', 'C:\\x.py'])(
    'refuses the path %s',
    async (path) => {
      const found = await problems(lessonText(BODY, FRONT.replace('hello.py', JSON.stringify(path))));
      expect(found[0]?.message).toMatch(/must be a path inside the lesson's folder/);
    },
  );

  it('refuses an edit whose text does not stand in the program exactly once', async () => {
    const front = FRONT.replace('claims:', 'edits:\n  - { id: x, program: hello, replace: bye, with: y }\nclaims:');
    expect((await problems(lessonText(BODY, front)))[0]?.message).toBe(
      'the text to replace must stand in hello.py exactly once; it stands there 0 times',
    );
  });

  it('must stand at the top', async () => {
    expect((await problems(BODY))[0]?.message).toBe('lesson.md must begin with its front matter between two lines ---');
  });
});

describe('claims', () => {
  const complaints = async (claim: string) => {
    const front = FRONT.slice(0, FRONT.indexOf('claims:')) + `claims:\n  - { ${claim}, says: it says hello }\n`;
    return (await problems(lessonText(BODY, front))).map((problem) => problem.message);
  };

  it('must quote words that stand in the lesson', async () => {
    const found = await problems(lessonText(BODY, FRONT.replace('it says hello', 'it sings hello')));
    expect(found).toMatchObject([
      { line: 12, message: '`claims[0].says` does not stand in the lesson: "it sings hello"' },
    ]);
  });

  it('find their words across line ends, emphasis and code', async () => {
    const front = FRONT.replace('it says hello', 'it really prints hello world');
    await loaded(lessonText('## A\n\nNow it *really*\nprints `hello world`.\n', front));
  });

  it('must name a program that exists', async () => {
    expect(await complaints('claim: wall, program: nobody, max: 5')).toEqual([
      'no claim is about the program "hello": nothing shows that it does what the lesson says',
      '`claims[0]` names the program "nobody"; there are hello',
    ]);
  });

  it('cover every program', async () => {
    const front = FRONT.replace('claims:', '  - { file: more.py, variant: threads }\nclaims:');
    const found = await problems(lessonText(BODY, front), { 'more.py': '' });
    expect(found).toEqual([
      {
        file: 'lesson.md',
        line: 8,
        message: 'no claim is about the program "more": nothing shows that it does what the lesson says',
      },
    ]);
  });

  it.each([
    [
      'a ratio without bounds',
      'claim: ratio, of: { program: hello }, to: { program: hello, number: "(1)" }',
      'needs `min`, `max` or both',
    ],
    [
      'a ratio of a thing to itself',
      'claim: ratio, of: { program: hello }, to: { program: hello }, max: 1',
      '`of` and `to` are the same measurement',
    ],
    ['bounds the wrong way round', 'claim: wall, program: hello, min: 2, max: 1', '`min` is greater than `max`'],
    [
      'at least nothing',
      'claim: actors, program: hello, min: 0',
      '`min: 0` without a `max` always holds and proves nothing',
    ],
    ['output without a condition', 'claim: output, program: hello', 'needs `matches`, `lacks`, `lines` or `counts`'],
    [
      'an empty pattern',
      'claim: output, program: hello, matches: ""',
      'fits empty text, so it fits everything and proves nothing',
    ],
    [
      'a pattern that fits everything',
      'claim: output, program: hello, matches: ".*"',
      'fits empty text, so it fits everything and proves nothing',
    ],
    [
      'a broken pattern',
      'claim: output, program: hello, matches: "("',
      'is not a regular expression that JavaScript understands',
    ],
    [
      'a number without a group',
      'claim: number, program: hello, number: "[0-9]+", min: 1',
      'must have exactly one group in parentheses',
    ],
    ['an overlap of nothing', 'claim: overlap, program: hello, state: running', 'needs `atLeast`, `atMost` or both'],
    [
      'an error of a program that finishes',
      'claim: outcome, program: hello, is: finished, error: ValueError',
      '`error` goes with `is: raised` only',
    ],
    [
      'a hold without a condition',
      'claim: held, program: hello, resource: lock',
      'needs `times`, `longestMs`, `totalMs` or `atEnd`',
    ],
  ])('refuse %s', async (_what, claim, message) => {
    const found = await complaints(claim);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });
});

describe('predictions and quizzes', () => {
  const ASKED = ['What?', '', '- [ ] this `a`', '- [x] that', ''];

  it.each([
    ['a line of dashes', [...ASKED, '---', '', 'Because.', ':::']],
    ['a nested :::because', [':', ...ASKED, ':::because', 'Because.', ':::', '::::']],
    ['a nested :::because with as many colons as the outer fence', [...ASKED, ':::because', 'Because.', ':::']],
    ['a nested :::because and a closing line for each', [...ASKED, ':::because', 'Because.', ':::', ':::']],
    ['nothing but an empty line', [...ASKED, 'Because.', ':::']],
  ])('take the explanation after %s', async (_what, lines) => {
    const [colon, rest] = lines[0] === ':' ? ['::::', lines.slice(1)] : [':::', lines];
    const blocks = await blocksOf(`${colon}predict{#guess program=hello}\n${rest.join('\n')}\n`);
    expect(blocks.slice(1)).toEqual([
      {
        kind: 'predict',
        id: 'guess',
        question: '<p>What?</p>',
        choices: [
          { id: 'this-a', html: 'this <code class="code">a</code>' },
          { id: 'that', html: 'that' },
        ],
        answer: 'that',
        explanation: '<p>Because.</p>',
        program: 'hello',
      },
    ]);
  });

  it('reveal a prediction without a program at once', async () => {
    expect((await blocksOf(`:::predict{#guess}\n${ASKED.join('\n')}\nBecause.\n:::\n`))[1]).toMatchObject({
      program: null,
    });
  });

  it('keep choices apart that read the same', async () => {
    const blocks = await blocksOf(':::quiz{#q}\nWhat?\n\n- [ ] `a`\n- [x] *a*\n\nBecause.\n:::\n');
    expect(blocks[1]).toMatchObject({ choices: [{ id: 'a' }, { id: 'a-again' }], answer: 'a-again' });
  });

  it.each([
    [
      'without an id',
      ':::quiz\nWhat?\n\n- [ ] a\n- [x] b\n\nWhy.\n:::',
      0,
      'quiz needs an id, as in {#some-name}: :::quiz{#some-name}',
    ],
    [
      'without a right choice',
      ':::quiz{#q}\nWhat?\n\n- [ ] a\n- [ ] b\n\nWhy.\n:::',
      0,
      'needs exactly one right choice, marked "- [x]"; it has 0',
    ],
    ['with two right choices', ':::quiz{#q}\nWhat?\n\n- [x] a\n- [x] b\n\nWhy.\n:::', 0, 'it has 2'],
    ['with one choice', ':::quiz{#q}\nWhat?\n\n- [x] a\n\nWhy.\n:::', 0, 'needs two choices or more'],
    [
      'with a choice that has no box',
      ':::quiz{#q}\nWhat?\n\n- [x] a\n- [ ] b\n- c\n\nWhy.\n:::',
      5,
      'a choice begins with "- [ ]"',
    ],
    ['without choices', ':::quiz{#q}\nWhat?\n:::', 0, 'needs one list of choices'],
    ['without a question', ':::quiz{#q}\n- [x] a\n- [ ] b\n\nWhy.\n:::', 0, 'asks no question'],
    ['without an explanation', ':::quiz{#q}\nWhat?\n\n- [x] a\n- [ ] b\n:::', 0, 'explains nothing'],
    [
      'about a program that is not there',
      ':::predict{#q program=bye}\nWhat?\n\n- [x] a\n- [ ] b\n\nWhy.\n:::',
      0,
      'there is no program "bye"; the front matter lists hello',
    ],
    [
      'with an attribute that there is not',
      ':::quiz{#q hint=x}\nWhat?\n\n- [x] a\n- [ ] b\n\nWhy.\n:::',
      0,
      'quiz has no attribute "hint"; allowed are id',
    ],
  ])('are refused %s', async (_what, body, line, message) => {
    const found = await one(body);
    expect(found?.line).toBe(bodyLine + line);
    expect(found?.message).toContain(message);
  });

  it('must not share an id', async () => {
    const quiz = ':::quiz{#q}\nWhat?\n\n- [x] a\n- [ ] b\n\nWhy.\n:::\n';
    expect((await one(`${quiz}\n${quiz}`))?.message).toBe(`the id "q" is taken by line ${bodyLine} already`);
  });
});

describe('prose', () => {
  const html = async (body: string) => {
    const block = (await blocksOf(body)).at(-1);
    return block?.kind === 'prose' ? block.html : '';
  };

  it('colours code by classes, never by inline styles', async () => {
    const text = await html('```python\nfor n in range(3):  # three\n    print("n")\n```');
    expect(text).toContain(
      '<pre class="code" data-language="python" tabindex="0"><code><span class="c-keyword">for</span>',
    );
    expect(text).toContain('<span class="c-comment"># three</span>');
    expect(text).not.toContain('style');
  });

  it('escapes what code and text say', async () => {
    expect(await html('`<script>alert(1)</script>` and 1 &lt; 2')).not.toMatch(/<script/);
  });

  it('leaves times of day and other colons alone', async () => {
    expect(await html('At 10:30 and :smile: and a:b{c}.')).toContain('At 10:30 and :smile: and a:b{c}.');
  });

  it('links to other lessons of the course', async () => {
    expect(await html('[next](../next)')).toContain('<a href="#/lesson/next">next</a>');
    const found = await one('[next](../next)', {}, { lessonIds: ['test'] });
    expect(found?.message).toBe('there is no lesson "next"; there are test');
  });

  it('links to the web in a way that gives the other page no hold on ours', async () => {
    expect(await html('[docs](https://docs.python.org/3/)')).toContain(
      '<a href="https://docs.python.org/3/" rel="noopener noreferrer" target="_blank">docs</a>',
    );
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '/root',
    'file:///etc/passwd',
    '#/lesson/x',
    'java&#10;script:alert(1)',
  ])('refuses a link to %s', async (href) => {
    expect((await one(`[x](<${href}>)`))?.message).toMatch(/^a link goes to https/);
  });

  it.each([
    ['<script>alert(1)</script>', /^HTML is not allowed in a lesson \(<script>/],
    ['a <b onclick="x()">b</b>', /^HTML is not allowed in a lesson \(<b onclick/],
    ['<!-- note --><img src=x onerror=alert(1)>', /^HTML is not allowed/],
    ['# Big', /^a heading with one #/],
    ['![x](y.png)', /^images are not allowed/],
    ['[x][y]\n\n[y]: https://example.org', /^links are written in place/],
    ['```ruby\nx\n```', /^code in "ruby" cannot be coloured; a block begins with ``` and python, typescript or text$/],
    ['::video{src=x}', /^there is no directive "video"; write :::predict/],
    [':::figure{src=pic.svg alt=x}\n:::', /^figure is written ::figure\{.*\} \(two colons, on one line\)$/],
    [':::because\nx\n:::', /^:::because stands inside/],
    ['::: quiz\nx', /^this looks like a directive but is none/],
    ['::open', /^open needs the attribute program/],
  ])('refuses %j with its line', async (body, message) => {
    const found = await problems(withClaim(body));
    expect(found[0]).toMatchObject({ line: bodyLine });
    expect(found[0]?.message).toMatch(message);
  });

  it('leaves out comments for other authors', async () => {
    expect(await html('<!-- why -->\n\nText.')).toContain('<p>Text.</p>');
    expect(await html('<!-- why -->\n\nText.')).not.toContain('why');
  });

  it('before the first step is refused', async () => {
    expect((await problems(lessonText(`Hello.\n\n${BODY}`)))[0]?.message).toBe(
      'text before the first step: begin with a heading, `## Some title`',
    );
  });
});

describe('figures and buttons', () => {
  it('inline a figure of the folder', async () => {
    const blocks = await blocksOf('::figure{src=pic.svg alt="A line" caption="Just a line"}');
    expect(blocks[1]).toEqual({
      kind: 'figure',
      svg: '<svg viewBox="0 0 1 1" role="img" aria-label="A line"><path d="M0 0"></path></svg>',
      alt: 'A line',
      caption: 'Just a line',
    });
  });

  it('demand words for those who cannot see the figure', async () => {
    expect((await one('::figure{src=pic.svg}'))?.message).toContain('figure needs the attribute alt');
  });

  it('name the figures that there are', async () => {
    expect((await one('::figure{src=pig.svg alt=x}'))?.message).toBe(
      'there is no figure "pig.svg" in the lesson\'s folder; it holds pic.svg',
    );
  });

  it('report what is wrong in a figure by its own file and line', async () => {
    expect(
      await one('::figure{src=bad.svg alt=x}', { 'bad.svg': '<svg viewBox="0 0 1 1">\n<script>x</script>\n</svg>' }),
    ).toMatchObject({
      file: 'bad.svg',
      line: 2,
    });
  });

  it('label a button after its program unless told otherwise', async () => {
    expect((await blocksOf('::open{program=hello}'))[1]).toEqual({
      kind: 'program',
      program: 'hello',
      label: 'Open hello',
    });
    expect((await blocksOf('::open{program=hello label="Go"}'))[1]).toMatchObject({ label: 'Go' });
  });
});

describe('an exercise', () => {
  const CHECK = '{ claim: output, matches: HELLO, says: it shouts }';
  const front = (told = `program: hello, solution: loud.py, checks: [${CHECK}]`) =>
    FRONT.replace('claims:', `exercises:\n  - { id: shout, ${told} }\nclaims:`);
  const TASK = ':::exercise{#shout}\nMake it shout.\n\n---\n\nWell done.\n:::\n';
  const loud = { 'loud.py': "print('HELLO')\n" };
  const whyNot = async (told: string, body = TASK) =>
    (await problems(lessonText(`${BODY}\n${body}`, front(told)), loud)).map(({ message }) => message);

  it('has a task, checks about its program, a solution, and words for whoever has solved it', async () => {
    const lesson = await loaded(lessonText(`${BODY}\n${TASK}`, front()), loud);
    expect(lesson.steps[0]?.blocks[1]).toEqual({
      kind: 'exercise',
      id: 'shout',
      task: '<p>Make it shout.</p>',
      explanation: '<p>Well done.</p>',
    });
    expect(lesson.exercises).toEqual([
      {
        id: 'shout',
        program: 'hello',
        checks: [{ claim: 'output', program: 'hello', matches: 'HELLO', says: 'it shouts', line: 9 }],
        solution: {
          ...lesson.programs[0],
          id: 'shout-solution',
          title: 'loud.py',
          files: [{ path: 'hello.py', content: "print('HELLO')\n" }],
        },
      },
    ]);
  });

  it('may be about a program of which nothing else is claimed', async () => {
    const more = front(`program: again, solution: loud.py, checks: [${CHECK}]`);
    const lesson = await loaded(
      lessonText(
        `${BODY}\n${TASK}`,
        more.replace('exercises:', '  - { file: again.py, variant: threads }\nexercises:'),
      ),
      { ...loud, 'again.py': 'print(1)\n' },
    );
    expect(lesson.exercises?.[0]?.program).toBe('again');
  });

  it.each([
    [`program: bye, solution: loud.py, checks: [${CHECK}]`, 'there is no program "bye"; there are hello'],
    [`program: hello, solution: far.py, checks: [${CHECK}]`, 'there is no file "far.py" in the lesson\'s folder'],
    ['program: hello, solution: loud.py, checks: []', 'must list one check or more'],
    [
      'program: hello, solution: loud.py, checks: [{ claim: outcome, program: hello, is: raised, says: so }]',
      '`exercises[0].checks[0].program` is not a key of this place: checks are about the program of their exercise',
    ],
    [
      'program: hello, solution: loud.py, checks: [{ claim: output, matches: "x*", says: so }]',
      'fits empty text, so it fits everything and proves nothing',
    ],
    [
      'program: hello, solution: loud.py, checks: [{ claim: ratio, of: { program: hello }, to: { program: hello, number: "(1)" }, min: 2, says: so }]',
      'so `ratio` is none',
    ],
  ])('is refused where it cannot be checked: %s', async (told, why) => {
    expect((await whyNot(told)).join('\n')).toContain(why);
  });

  it('stands in the text, once, and nothing stands there that is no exercise', async () => {
    const told = `program: hello, solution: loud.py, checks: [${CHECK}]`;
    expect(await whyNot(told, '')).toEqual([
      'the exercise "shout" stands nowhere in the text: write :::exercise{#shout}',
    ]);
    expect((await whyNot(told, `${TASK}\n${TASK}`))[0]).toMatch(/^the id "shout" is taken by line \d+ already$/);
    expect((await one(':::exercise{#other}\nDo it.\n:::'))?.message).toBe(
      'there is no exercise "other"; the front matter lists no exercise',
    );
    expect(await whyNot(told, ':::exercise{#shout}\n---\nWell done.\n:::\n')).toContain(
      'exercise {#shout} asks for nothing: write what is to be done',
    );
  });
});

describe('cards and live figures', () => {
  it('ask, and keep the answer behind a line ---', async () => {
    expect((await blocksOf(':::card{#gil}\nWhat is it?\n\n---\n\nA lock.\n:::'))[1]).toEqual({
      kind: 'card',
      id: 'gil',
      question: '<p>What is it?</p>',
      answer: '<p>A lock.</p>',
    });
    expect((await one(':::card{#gil}\nWhat is it?\n:::'))?.message).toBe(
      'card {#gil} needs a question, a line ---, and the answer',
    );
  });

  it('are of a kind that the page can draw, and say the same in words', async () => {
    expect((await blocksOf('::live{figure=kitchen alt="One cook, three pots." caption="A kitchen"}'))[1]).toEqual({
      kind: 'live',
      figure: 'kitchen',
      alt: 'One cook, three pots.',
      caption: 'A kitchen',
    });
    expect((await one('::live{figure=garden alt=x}'))?.message).toBe(
      'there is no live figure "garden"; there are kitchen, baton, memory and event-loop',
    );
  });
});

describe('notes', () => {
  it('are kept apart from the text, beside the block that they stand after', async () => {
    const body =
      ':::notes\nBegin slowly.\n:::\n\n:::card{#gil}\nWhat is it?\n\n---\n\nA lock.\n:::\n\n:::notes\nWait for *hands*.\n:::\n\nMore.';
    const lesson = await loaded(withClaim(`## Second\n\n${body}`));
    expect(lesson.notes).toEqual([
      { step: 'second', after: 0, html: '<p>Begin slowly.</p>' },
      { step: 'second', after: 1, html: '<p>Wait for <em>hands</em>.</p>' },
    ]);
    expect(lesson.steps[1]?.blocks.map(({ kind }) => kind)).toEqual(['card', 'prose']);
    expect(JSON.stringify(lesson.steps)).not.toMatch(/slowly|hands/);
  });

  it('hold words and nothing that asks or runs', async () => {
    expect((await one(':::notes\n:::'))?.message).toBe('notes are empty: write what is to be said, or take them out');
    expect((await one(':::notes{#mine}\nSay it.\n:::'))?.message).toBe('notes has no attribute "id"; it takes none');
    expect((await one('::::notes\n:::quiz{#q}\nWhat?\n:::\n::::'))?.message).toBe('"quiz" cannot stand inside notes');
    expect((await one(':::notes\n## Now\n:::'))?.message).toBe(
      'a heading inside notes: they belong to the step that they stand in',
    );
  });

  it('prove no claim: a claim is about what learners read', async () => {
    const text = lessonText('## First step\n\nRun it.\n\n:::notes\nit says hello\n:::\n');
    expect((await problems(text)).map(({ message }) => message)).toEqual([
      '`claims[0].says` does not stand in the lesson: "it says hello"',
    ]);
  });

  it('do not make a step of nothing else', async () => {
    expect((await problems(withClaim('## Empty\n\n:::notes\nSay it.\n:::'))).map(({ message }) => message)).toEqual([
      'the step "Empty" is empty',
    ]);
  });
});

describe('topics and sources', () => {
  const told = async (more: string) => problems(lessonText(BODY, FRONT.replace('claims:', `${more}\nclaims:`)));

  it('go with the lesson', async () => {
    const more = 'covers: [E01, E106]\nsources:\n  - { title: PEP 703, url: https://peps.python.org/pep-0703/ }';
    const lesson = await loaded(lessonText(BODY, FRONT.replace('claims:', `${more}\nclaims:`)));
    expect(lesson.covers).toEqual(['E01', 'E106']);
    expect(lesson.sources).toEqual([{ title: 'PEP 703', url: 'https://peps.python.org/pep-0703/' }]);
  });

  it('are topics of the course and addresses of the web', async () => {
    expect((await told('covers: [E107]'))[0]?.message).toContain('must be E01 to E106, not "E107"');
    expect((await told('covers: [E01, E01]'))[0]?.message).toContain('lists a topic twice');
    expect((await told('sources:\n  - { title: x, url: "javascript:alert(1)" }'))[0]?.message).toContain('https://');
  });
});
