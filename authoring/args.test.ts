import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommand, type RunOptions } from './args';

function run(...words: string[]): RunOptions {
  const command = parseCommand(['run', ...words]);
  if (command.kind !== 'run') throw new Error(command.kind === 'wrong' ? command.message : command.kind);
  return command.options;
}

function wrong(...words: string[]): string {
  const command = parseCommand(words);
  return command.kind === 'wrong' ? command.message : expect.unreachable(`"${words.join(' ')}" was taken`);
}

describe('run', () => {
  test('needs nothing but a file', () => {
    expect(run('a.py')).toEqual({
      files: [{ path: 'a.py', language: 'python' }],
      timeoutMs: null,
      json: false,
      trace: null,
      filesOut: null,
      seed: null,
      mounts: [],
      isolated: true,
      startMethod: 'fork',
      prepareProcesses: true,
      realNetwork: false,
      latencyFactor: 1,
      failureRate: 0,
      args: [],
    });
  });

  test('takes its options before, between and after the files', () => {
    const all = run('--json', 'a.py', '--timeout', '2.5', 'b.ts', '--seed=-7', '--not-isolated', '--mount', 'd:data');
    expect(all).toMatchObject({
      files: [{ language: 'python' }, { language: 'typescript' }],
      json: true,
      timeoutMs: 2500,
      seed: -7,
      isolated: false,
      mounts: [{ dir: 'd', path: 'data' }],
    });
  });

  test('takes the real network as a wish', () => {
    expect(run('a.py', '--real-network')).toMatchObject({ realNetwork: true });
  });

  test('takes how processes start, and whether they start cold', () => {
    expect(run('a.py', '--start-method', 'spawn', '--cold-processes')).toMatchObject({
      startMethod: 'spawn',
      prepareProcesses: false,
    });
  });

  test('takes the lab network’s weather', () => {
    const weather = run('a.py', '--latency-factor', '20', '--failure-rate=0.25');
    expect(weather).toMatchObject({ latencyFactor: 20, failureRate: 0.25 });
  });

  test('leaves all that follows -- to the program, whatever it looks like', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (args) => {
        expect(run('a.py', '--', ...args).args).toEqual(args);
      }),
    );
  });

  test('never throws, whatever the words', () => {
    const word = fc.oneof(
      fc.constantFrom('run', 'a.py', '--json', '--timeout', '--seed', '--mount', '--trace', '--', '-x', '1', 'd:p'),
      fc.string(),
    );
    fc.assert(fc.property(fc.array(word), (words) => void parseCommand(words)));
  });

  test.each([
    ['d:.', { dir: 'd', path: '' }],
    ['d:./data/', { dir: 'd', path: 'data' }],
    ['C:\\lessons\\x:data/raw', { dir: 'C:\\lessons\\x', path: 'data/raw' }],
  ])('reads the mount %s', (text, mount) => {
    expect(run('a.py', '--mount', text).mounts).toEqual([mount]);
  });

  test('keeps several mounts in their order', () => {
    expect(run('a.py', '--mount', 'a:x', '--mount=b:y').mounts.map((mount) => mount.dir)).toEqual(['a', 'b']);
  });

  test.each([
    [['run'], /wants the file/],
    [['run', '--json'], /wants the file/],
    [['run', 'a.txt'], /a\.txt: .*\.py or a \.ts/],
    [['run', 'a.py', '--frob'], /no option --frob/],
    [['run', 'a.py', '-x'], /no option -x/],
    [['run', 'a.py', '--json=1'], /takes no value/],
    [['run', 'a.py', '--timeout'], /--timeout wants a value/],
    [['run', 'a.py', '--timeout', '--'], /--timeout wants a value/],
    [['run', 'a.py', '--timeout', '0'], /seconds above 0/],
    [['run', 'a.py', '--timeout', '-1'], /seconds above 0/],
    [['run', 'a.py', '--timeout', '0x10'], /seconds above 0/],
    [['run', 'a.py', '--timeout', '1e9'], /seconds above 0/],
    [['run', 'a.py', '--timeout', 'soon'], /not "soon"/],
    [['run', 'a.py', '--seed', '1.5'], /whole number/],
    [['run', 'a.py', '--seed', '1', '--seed', '2'], /only once/],
    [['run', 'a.py', '--start-method', 'forkserver'], /wants fork or spawn, not "forkserver"/],
    [['run', 'a.py', '--cold-processes=yes'], /takes no value/],
    [['run', 'a.py', '--latency-factor', 'slow'], /from 0 to 1000, not "slow"/],
    [['run', 'a.py', '--latency-factor', '-1'], /from 0 to 1000/],
    [['run', 'a.py', '--failure-rate', '50%'], /from 0 to 1, not "50%"/],
    [['run', 'a.py', '--failure-rate', '1.5'], /from 0 to 1/],
    [['run', 'a.py', '--mount', 'data'], /DIR:PATH/],
    [['run', 'a.py', '--mount', ':data'], /DIR:PATH/],
    [['run', 'a.py', '--mount', 'd:/data'], /must be relative/],
    [['run', 'a.py', '--mount', 'd:a/../../b'], /must be relative/],
    [['run', 'a.py', 'b.py', '--trace', 'o.json'], /one FILE/],
    [['run', 'a.py', 'b.py', '--files-out', 'o'], /one FILE/],
    [['frob'], /no command "frob": commands are new, preview, check, run, race, record, export, port-tests$/],
    [['chekc'], /no command "chekc"; did you mean "check"\?$/],
    [['run', 'a.py', '--timout', '3'], /no option --timout; did you mean "--timeout"\?$/],
  ])('answers %j in one clear line', (words, sentence) => {
    const message = wrong(...words);
    expect(message).toMatch(sentence);
    expect(message).not.toContain('\n');
  });
});

describe('help', () => {
  test.each([
    [[]],
    [['--help']],
    [['-h']],
    [['help']],
    [['run', '--help']],
    [['run', 'a.py', '-h']],
    [['check', '--help']],
  ])('is given for %j', (words) => {
    expect(parseCommand(words).kind).toBe('help');
  });

  test('is the program’s own word after --', () => {
    expect(run('a.py', '--', '--help').args).toEqual(['--help']);
  });
});

test('other commands keep their own words', () => {
  expect(parseCommand(['new', 'two-locks', '--after', 'locks'])).toMatchObject({ kind: 'new' });
  expect(parseCommand(['preview'])).toEqual({ kind: 'preview', words: [] });
  expect(parseCommand(['check', 'a', 'b'])).toEqual({ kind: 'check', words: ['a', 'b'] });
  expect(parseCommand(['port-tests', 'x'])).toEqual({ kind: 'port-tests', words: ['x'] });
});
