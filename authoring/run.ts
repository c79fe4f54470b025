/** `interleave run`: programs in the realm, their output and exit status as they are. */
import { writeFileSync } from 'node:fs';
import {
  DEFAULT_LIMITS,
  exitStatus,
  type OutputChunk,
  type RunRequest,
  type SourceFile,
} from '../src/runtimes/runtime';
import { exportTrace } from '../src/trace/chrome-trace';
import type { RunOptions } from './args';
import { withLab, type Lab, type LabRun } from './browser';
import { readMounts, readProgram, UsageError } from './files';
import { openFolder, writeFiles } from './files-out';
import { isOfLesson, lessonHosts } from './lesson-hosts';
import { TypedInput } from './typed-input';

/** Where the command's own words and the programs' go; a test gives its own. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Calls back at Ctrl-C; the answer unsubscribes. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the command on the spot. */
  giveUp(): void;
}

const INTERRUPTED = 130;

/** Answers with the exit status. Throws `UsageError` before anything is started. */
export async function run(options: RunOptions, terminal: Terminal): Promise<number> {
  // All that can be wrong with the call shows before a browser is started.
  const mounted = readMounts(options.mounts);
  const requests = options.files.map((file) => requestFor(options, file, mounted));
  if (options.trace !== null) assertWritable(options.trace);
  if (options.filesOut !== null) openFolder(options.filesOut);

  const input = new TypedInput(terminal.stdin);
  let lab: Lab | null = null;
  let interrupts = 0;
  // Listening before there is a browser: otherwise a Ctrl-C in its first second would leave it behind.
  const unsubscribe = terminal.onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 2) terminal.giveUp();
    lab?.stop();
  });
  try {
    const boot = options.files[0]?.language;
    return await withLab(
      async (opened) => {
        lab = opened;
        let status = 0;
        for (const request of requests) {
          if (interrupts > 0) return status || INTERRUPTED;
          const one = await runOne(opened, request, options, terminal, input);
          status ||= one;
        }
        return status;
      },
      { isolated: options.isolated, ...(boot === undefined ? {} : { boot }) },
    );
  } finally {
    unsubscribe();
  }
}

function requestFor(
  options: RunOptions,
  program: RunOptions['files'][number],
  mounted: readonly SourceFile[],
): RunRequest {
  const { entry, file } = readProgram(program.path);
  if (options.realNetwork && isOfLesson(program.path)) {
    throw new UsageError(
      `--real-network: ${program.path} belongs to a lesson, and lessons never reach the real network`,
    );
  }
  return {
    language: program.language,
    entry,
    files: [file, ...mounted.filter((other) => other.path !== entry)],
    args: options.args,
    traced: true,
    startMethod: options.startMethod,
    prepareProcesses: options.prepareProcesses,
    seed: options.seed,
    network: {
      hosts: lessonHosts(program.path),
      conditions: { latencyFactor: options.latencyFactor, bandwidthFactor: 1, failureRate: options.failureRate },
      real: options.realNetwork,
    },
    limits: { ...DEFAULT_LIMITS, timeoutMs: options.timeoutMs },
  };
}

function assertWritable(path: string): void {
  try {
    // "a": nothing is lost if the run then fails.
    writeFileSync(path, '', { flag: 'a' });
  } catch (error) {
    throw new UsageError(
      `--trace: ${path} cannot be written (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

async function runOne(
  lab: Lab,
  request: RunRequest,
  options: RunOptions,
  terminal: Terminal,
  input: TypedInput,
): Promise<number> {
  const result = await lab.run(request, {
    wantsTrace: options.json || options.trace !== null,
    wantsFiles: options.filesOut !== null,
    onInput: () => input.next(),
    ...(options.json ? {} : { onOutput: (chunks: readonly OutputChunk[]) => stream(chunks, terminal) }),
  });
  const status = exitStatus(result.summary.outcome) & 0xff;
  const words = explain(result);
  if (options.json) terminal.stdout.write(`${JSON.stringify(report(result, status, words))}\n`);
  else if (words !== '') terminal.stderr.write(words);
  if (result.traceError !== null) terminal.stderr.write(`interleave: the trace is cut short: ${result.traceError}\n`);
  if (options.trace !== null) writeFileSync(options.trace, exportTrace(result.trace, result.output));
  if (options.filesOut !== null) {
    const { refused } = writeFiles(options.filesOut, result.files);
    for (const sentence of refused) terminal.stderr.write(`interleave: ${sentence}\n`);
    if (result.moreFiles > 0) terminal.stderr.write(`interleave: ${result.moreFiles} more files were not written\n`);
  }
  return status;
}

function stream(chunks: readonly OutputChunk[], terminal: Terminal): void {
  for (const chunk of chunks) (chunk.stream === 'stdout' ? terminal.stdout : terminal.stderr).write(chunk.text);
}

/** What goes to stderr beyond the program's own: the platform's words on an end that is not the program's doing. */
function explain({ summary: { outcome } }: LabRun): string {
  switch (outcome.kind) {
    case 'deadlocked':
      return outcome.text.endsWith('\n') ? outcome.text : `${outcome.text}\n`;
    case 'timed-out':
      return `interleave: timed out after ${outcome.afterMs / 1000} s\n`;
    case 'platform-fault': {
      const context = outcome.context === '' ? '' : `${outcome.context.trimEnd()}\n`;
      return `interleave: platform fault (${outcome.reason}): ${outcome.message}\n${context}`;
    }
    case 'interrupted':
      return outcome.forced ? 'interleave: interrupted\n' : '';
    case 'finished':
    case 'raised':
      return '';
  }
}

function report(result: LabRun, exitCode: number, words: string): object {
  return {
    outcome: result.summary.outcome.kind,
    exitCode,
    stdout: result.stdout,
    stderr: result.stderr + result.notices + words,
    wallMs: result.summary.wallMs,
    counts: result.trace.counts,
  };
}
