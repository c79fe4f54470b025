/**
 * The laboratory without the application's views, for tests of what programs do in a real browser: the page of the authors' command,
 * with all programs of a test file one after the other in it. And the questions that such tests ask of traces.
 */
import { join } from 'node:path';
import { withLab, type Lab, type LabRun } from '../authoring/browser';
import { DEFAULT_LIMITS, type Language, type NetworkRequest } from '../src/runtimes/runtime';
import type { Segment, Trace } from '../src/trace/trace';
import { expect, test } from './helper';

process.env['INTERLEAVE_DIST'] ??= join(import.meta.dirname, '..', 'dist');

/** One for the tests of a file, or of a `describe`; `ready` is done with it before the first of them. */
export function useLab(language: Language, ready: (lab: Lab) => Promise<void> = async () => {}): () => Lab {
  let lab: Lab | null = null;
  let close: () => void = () => {};
  let closed: Promise<void> = Promise.resolve();

  test.beforeAll(async () => {
    await new Promise<void>((opened, failed) => {
      closed = withLab(
        async (open) => {
          lab = open;
          await ready(open);
          opened();
          return new Promise<void>((done) => (close = done));
        },
        { boot: language },
      ).catch(failed);
    });
  });

  test.afterAll(async () => {
    close();
    await closed;
  });

  return () => {
    if (lab === null) throw new Error('the laboratory is open only while tests run');
    return lab;
  };
}

interface Program {
  readonly language: Language;
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly network?: NetworkRequest;
}

/** Runs a program to its end; its trace must be whole. */
export async function runProgram(lab: Lab, { language, entry, files, ...more }: Program): Promise<LabRun> {
  const run = await lab.run({
    language,
    entry,
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
    args: [],
    traced: true,
    seed: null,
    startMethod: 'fork',
    prepareProcesses: true,
    limits: { ...DEFAULT_LIMITS, timeoutMs: 30_000 },
    ...more,
  });
  expect(run.traceError, 'the trace').toBeNull();
  return run;
}

/** Runs `main.ts` beside other files, to its end. */
export function runTypeScript(
  lab: Lab,
  main: string,
  others: Readonly<Record<string, string>> = {},
  more: Pick<Program, 'seed' | 'network'> = {},
): Promise<LabRun> {
  return runProgram(lab, { language: 'typescript', entry: 'main.ts', files: { 'main.ts': main, ...others }, ...more });
}

interface Indexed<T> {
  readonly length: number;
  at(i: number): T;
}

export function all<T>(series: Indexed<T> | undefined): T[] {
  return series === undefined ? [] : Array.from({ length: series.length }, (_, i) => series.at(i));
}

/** What the first actor of this name did. */
export function statesOf(trace: Trace, name: string): Segment[] {
  const actor = trace.actors.find((one) => one.name === name);
  return actor === undefined ? [] : all(trace.lanes[actor.id]?.segments);
}
