/** What this browser lets the page do, in words. */
import type { Capabilities } from '../../protocol/realm';

/** Stands beside the choice of a start method, too. */
export const SLOWER_PROCESSES =
  'Processes run side by side here as well. They talk through messages, so what they share (locks, Value, Array, shared memory) is slower.';

export interface CapabilityWords {
  /** For the badge: short. */
  readonly level: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** True when Python threads cannot run at all. */
  readonly threadsMissing: boolean;
}

export function capabilityWords(capabilities: Capabilities): CapabilityWords {
  const threadsMissing = !capabilities.stackSwitching;
  const cores =
    capabilities.cores === 1
      ? 'The browser reports one core, so processes take turns too.'
      : `The browser reports ${capabilities.cores} cores: that many processes can run at the same moment.`;
  const clock = `The clock ticks in steps of ${step(capabilities.clockStepMs)}.`;
  const jspi =
    'This browser cannot switch between stacks inside WebAssembly (JSPI), and without that Python has no threads here. ' +
    'You can read every lesson, edit its programs and run those that start no thread. Chrome and Edge from version 137 can run all of them.';
  if (capabilities.isolation === 'isolated') {
    return {
      level: 'isolated',
      title: 'This page is isolated: everything works',
      paragraphs: [
        'Memory can be shared between the page’s workers. So a Python thread is made to hand over at the switch interval even when it never waits, and Stop reaches a program that is stuck in a loop.',
        ...(threadsMissing ? [jspi] : []),
        cores,
        clock,
      ],
      threadsMissing,
    };
  }
  return {
    level: 'not isolated',
    title: 'This page is not isolated: some things differ',
    paragraphs: [
      'The browser does not let this page share memory between its workers (the site’s headers, or the page that embeds it, decide that). Python threads still run, but they take turns only where one of them waits, not every few milliseconds.',
      SLOWER_PROCESSES,
      'TypeScript programs have no SharedArrayBuffer here, and so no Mutex, Semaphore or Channel.',
      'Stop asks the program first; one that never listens loses its interpreter.',
      ...(threadsMissing ? [jspi] : []),
      cores,
      clock,
    ],
    threadsMissing,
  };
}

/** Of a program whose threads share memory, where there is no recorded run of it. */
export const MEMORY_MISSING =
  'This page is not isolated, so that the browser gives it no shared memory: the program ends where it asks for some.';

/** Why there is a recorded run in the place of Run. */
export function insteadOfRunWords(changed: boolean): string {
  const what = changed ? ' The recorded run is of the program without your changes.' : '';
  return `This program needs memory that threads share, and the browser gives none to a page that is not isolated.${what}`;
}

/** Where a TypeScript program runs, which was tried out when its frame was made ready: browsers do not tell. */
export function programThreadWords(version: string, sharesThread: boolean): string {
  const who = `TypeScript programs are run by the browser itself, ${version}, `;
  return sharesThread
    ? `${who}on this page’s own thread: while one of them computes, the page stands still. A loop that keeps it for seconds is ended with an error.`
    : `${who}on a thread of their own: one that never rests cannot hold up the page, and Stop takes it away.`;
}

function step(ms: number): string {
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : `${Math.round(ms)} ms`;
}
