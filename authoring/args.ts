/** The command line, as data. Pure: nothing here looks at a disk. */
import { START_METHODS, type Language, type StartMethod } from '../src/runtimes/runtime';
import { didYouMean } from './nearest';

export interface Mount {
  readonly dir: string;
  /** Relative to the program's working directory; empty for that directory itself. */
  readonly path: string;
}

export interface RunOptions {
  readonly files: readonly { readonly path: string; readonly language: Language }[];
  readonly timeoutMs: number | null;
  readonly json: boolean;
  readonly trace: string | null;
  /** The folder for what the program writes. */
  readonly filesOut: string | null;
  readonly seed: number | null;
  readonly mounts: readonly Mount[];
  readonly isolated: boolean;
  readonly startMethod: StartMethod;
  /** False: no interpreter waits for the program's processes. */
  readonly prepareProcesses: boolean;
  /** Multiplies every latency of the lab network. */
  readonly latencyFactor: number;
  /** How many of all requests fail, from 0 to 1. */
  readonly failureRate: number;
  /** Programs reach the real network: their own hosts first, then everybody's. */
  readonly realNetwork: boolean;
  /** `sys.argv[1:]`. */
  readonly args: readonly string[];
}

const COMMANDS = ['new', 'preview', 'check', 'run', 'race', 'record', 'export', 'port-tests'] as const;
type CommandName = (typeof COMMANDS)[number];

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly options: RunOptions }
  /** Commands of other files take their own words. */
  | { readonly kind: Exclude<CommandName, 'run'>; readonly words: readonly string[] }
  /** One clear line for stderr; the exit status is 2. */
  | { readonly kind: 'wrong'; readonly message: string };

export const HELP = `Usage: npm run -s interleave -- COMMAND ...

  new NAME [options]                Begin a lesson: lessons/NN-NAME, with everything that a lesson has, ready to be changed.
      --after LESSON     Give it a free number right after that lesson; otherwise it comes last.
      --part NAME        The part of the course that it belongs to; that of the lesson before it unless given.
  preview [LESSON] [options]        Show the site as you write: it reloads when you save, and tells of every claim
                                    whether the latest run bore it out.
      --port N           The port; a free one unless given.
  check [LESSON...] [options]       Run lessons and check their claims; without a LESSON, the whole course.
      --times N          N times in a row (2 to 50), and a summary of what did not hold every time.
      --jobs N           N lessons at a time (1 to 4; 1 unless given). What does not hold beside another lesson is
                         measured again with nothing beside it.

  run FILE... [options] [-- ARGS]   Run programs (.py or .ts) in headless Chromium, in the realm that learners use.
      --timeout S        End a program after S seconds of its own time (exit status 124).
      --json             Print one JSON object for each program instead of its output:
                         {outcome, exitCode, stdout, stderr, wallMs, counts}.
      --trace OUT.json   Save the trace. The file opens in Interleave, Perfetto and VizTracer.
      --files-out DIR    Write the files that the program made into a folder, which is made if need be.
      --seed N           Seed what the program uses as chance.
      --mount DIR:PATH   Give the program the files of a folder under PATH, relative to its working directory
                         ("." for that directory itself). May be given several times.
      --not-isolated     Run as on a host without isolation headers: no shared memory, cooperative threads.
      --start-method M   How processes start that the program does not start in a way of its own: fork (a child sees
                         the program as it stands; this is the default) or spawn (it imports the program anew).
      --latency-factor F Multiply every latency of the lab network by F (0 to 1000; 1 unless given).
      --failure-rate R   Let so many of all requests fail, from 0 (none, the default) to 1 (all).
      --real-network     Let the programs reach real hosts, as pages may: http and https only, and what a server allows
                         pages of other sites to read (CORS). Hosts of the lab that bear the names of real ones stand
                         back. A program that lies in the folder of a lesson never gets it.
      --cold-processes   Keep no interpreters ready for processes, so that each start takes what it costs.
      -- ARGS            What follows is the program's own sys.argv[1:].

      Several FILEs run one after the other, each in a fresh interpreter. Standard input is what the learner types.
      Exit status: the program's own; 124 time-out, 70 platform fault, 3 deadlock, 2 a wrong call; with several
      FILEs the first that is not 0.

  race LESSON [RACE] [options]      Measure a lesson's programs against each other, and say what the times show.
      --trials N         How often each is measured, 3 to 30; the race's own number unless given.
      --seed N           Another shuffle of the trials; 1 unless given.
      --json             Print the result as the page exports it, instead of the table.
  record LESSON [PROGRAM...]        Run programs of a lesson and keep the runs, for pages where they cannot run.
  export scorm LESSON [options]     Make a package for a learning management system: score, completion and progress are reported.
      --version V        1.2 (which every system reads; this is the default) or 2004 (4th Edition).
      --to FILE          The zip; LESSON-scorm-V.zip unless given.
      --site URL         Point at a hosted copy of this site, in a package of some kilobytes, instead of carrying one.
      --mastery N        Passed from N per cent on (1 to 100); unless given, a lesson is only done or not.
      --lang L           en or de; unless given, as each learner's browser says.
  port-tests [PATTERN...]           Run the Python port's own tests.

  A LESSON is its name (two-locks), its folder (lessons/07-two-locks), or the folder's name.
  INTERLEAVE_LESSONS names another folder of lessons than lessons/.
`;

class Wrong extends Error {}

const TAKES_VALUE = new Set([
  '--files-out',
  '--timeout',
  '--trace',
  '--seed',
  '--mount',
  '--start-method',
  '--latency-factor',
  '--failure-rate',
]);
const FLAGS = new Set(['--json', '--not-isolated', '--cold-processes', '--real-network']);

export function parseCommand(words: readonly string[]): Command {
  const [first, ...rest] = words;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return { kind: 'help' };
  const command = COMMANDS.find((name) => name === first);
  if (command === undefined) {
    const meant = didYouMean(first, COMMANDS);
    return {
      kind: 'wrong',
      message: `there is no command "${first}"${meant || `: commands are ${COMMANDS.join(', ')}`}`,
    };
  }
  if (asksForHelp(rest)) return { kind: 'help' };
  if (command !== 'run') return { kind: command, words: rest };
  try {
    return { kind: 'run', options: parseRun(rest) };
  } catch (error) {
    if (error instanceof Wrong) return { kind: 'wrong', message: error.message };
    throw error;
  }
}

function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).some((word) => word === '--help' || word === '-h');
}

function parseRun(words: readonly string[]): RunOptions {
  const files: RunOptions['files'][number][] = [];
  const mounts: Mount[] = [];
  const given = new Map<string, string>();
  const flags = new Set<string>();
  let args: readonly string[] = [];

  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') {
      args = words.slice(i + 1);
      break;
    }
    if (!word.startsWith('-')) {
      files.push({ path: word, language: languageOf(word) });
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (FLAGS.has(name)) {
      if (equals >= 0) throw new Wrong(`${name} takes no value`);
      flags.add(name);
    } else if (TAKES_VALUE.has(name)) {
      const value = equals < 0 ? words[++i] : word.slice(equals + 1);
      if (value === undefined || value === '' || (equals < 0 && value === '--'))
        throw new Wrong(`${name} wants a value`);
      if (name === '--mount') mounts.push(parseMount(value));
      else if (given.has(name)) throw new Wrong(`${name} may be given only once`);
      else given.set(name, value);
    } else {
      throw new Wrong(`there is no option ${name}${didYouMean(name, [...FLAGS, ...TAKES_VALUE]) || ' (try --help)'}`);
    }
  }

  if (files.length === 0) throw new Wrong('run wants the file of a program, for example: run hello.py');
  const trace = given.get('--trace') ?? null;
  if (trace !== null && files.length > 1) throw new Wrong('--trace goes with one FILE, because it names one output');
  const filesOut = given.get('--files-out') ?? null;
  if (filesOut !== null && files.length > 1)
    throw new Wrong('--files-out goes with one FILE: two could write the same file');
  return {
    files,
    timeoutMs: parseTimeout(given.get('--timeout')),
    json: flags.has('--json'),
    trace,
    filesOut,
    seed: parseSeed(given.get('--seed')),
    mounts,
    isolated: !flags.has('--not-isolated'),
    startMethod: parseStartMethod(given.get('--start-method')),
    prepareProcesses: !flags.has('--cold-processes'),
    realNetwork: flags.has('--real-network'),
    latencyFactor: parseWithin('--latency-factor', given.get('--latency-factor') ?? '1', 1_000),
    failureRate: parseWithin('--failure-rate', given.get('--failure-rate') ?? '0', 1),
    args,
  };
}

function languageOf(path: string): Language {
  if (path.endsWith('.py')) return 'python';
  if (path.endsWith('.ts')) return 'typescript';
  throw new Wrong(`${path}: a program is a .py or a .ts file`);
}

function parseTimeout(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seconds = parseNumber(text);
  // Longer than this, timers overflow and fire at once.
  if (seconds === null || seconds <= 0 || seconds > 2_000_000) {
    throw new Wrong(`--timeout wants a number of seconds above 0, not "${text}"`);
  }
  return seconds * 1000;
}

function parseSeed(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seed = parseNumber(text);
  if (seed === null || !Number.isSafeInteger(seed)) throw new Wrong(`--seed wants a whole number, not "${text}"`);
  return seed;
}

function parseStartMethod(text: string | undefined): StartMethod {
  if (text === undefined) return 'fork';
  const method = START_METHODS.find((known) => known === text);
  if (method === undefined) throw new Wrong(`--start-method wants ${START_METHODS.join(' or ')}, not "${text}"`);
  return method;
}

function parseWithin(name: string, text: string, most: number): number {
  const value = parseNumber(text);
  if (value === null || value < 0 || value > most)
    throw new Wrong(`${name} wants a number from 0 to ${most}, not "${text}"`);
  return value;
}

/** Plain decimal notation only: `Number` would take "", " 1" and "0x10" too. */
function parseNumber(text: string): number | null {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

function parseMount(text: string): Mount {
  // The last colon: a Windows folder has one of its own.
  const colon = text.lastIndexOf(':');
  if (colon <= 0 || colon === text.length - 1) throw new Wrong(`--mount wants DIR:PATH, not "${text}"`);
  const wanted = text.slice(colon + 1);
  const steps = wanted.split('/').filter((step) => step !== '' && step !== '.');
  if (wanted.startsWith('/') || wanted.includes('\\') || steps.includes('..')) {
    throw new Wrong(`--mount: PATH must be relative and stay in the working directory, not "${wanted}"`);
  }
  return { dir: text.slice(0, colon), path: steps.join('/') };
}
