/** The GIL as a baton between threads that are called A, B and C. Times are in milliseconds. */
import { section } from '../section';
import { and } from '../prose-en';

export const figureBaton = section('figureBaton', {
  thread: (name: string) => `Thread ${name}`,
  computes: 'computes',
  waits: 'waits for answers',
  model: (interval: number) =>
    `Thick: runs. Thin: ready, and wants the GIL. Dotted: waits for an answer. A model, not a measurement: the switch interval is ${interval} ms as in CPython, and turns are more even than real ones.`,

  time: (ms: number) => `${ms} ms`,
  begin: (at: number) => `${at} ms: thread A holds the GIL and runs, B and C want it. Press Play, or go step by step.`,
  allWait: (at: number) => `${at} ms: all three threads wait for answers, and nobody needs the GIL.`,
  asked: (at: number, from: string, to: string) =>
    `${at} ms: the switch interval is over: thread ${from} has to let go, and thread ${to} runs.`,
  letGo: (at: number, from: string, to: string) =>
    `${at} ms: thread ${from} waits for an answer and lets go at once, and thread ${to} runs.`,
  woke: (at: number, to: string) =>
    `${at} ms: an answer has come for thread ${to}, which takes the GIL: nobody held it.`,
  /** What the others do, as `does` says it. */
  runs: (at: number, name: string, others: readonly string[]) => `${at} ms: thread ${name} runs; ${and(others)}.`,
  does: (name: string, state: 'running' | 'ready' | 'waiting') =>
    `${name} ${state === 'running' ? 'runs' : state === 'ready' ? 'is ready, without the GIL' : 'waits for an answer'}`,
});
