/** What this browser lets the page do, in words. */
import type { Capabilities } from '../../protocol/realm';
import type { Lack } from '../../session/lacks';
import { isolation } from '../../texts/en/isolation';
import { lacks } from '../../texts/en/lacks';

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
  const cores = capabilities.cores === 1 ? isolation.oneCore : isolation.cores(capabilities.cores);
  const clock = isolation.clock(step(capabilities.clockStepMs));
  const { jspi } = isolation;
  if (capabilities.isolation === 'isolated') {
    return {
      level: isolation.isolated,
      title: isolation.allWorks,
      paragraphs: [isolation.sharedMemory, ...(threadsMissing ? [jspi] : []), cores, clock],
      threadsMissing,
    };
  }
  return {
    level: isolation.notIsolated,
    title: isolation.someDiffer,
    paragraphs: [
      isolation.noSharedMemory,
      isolation.slowerProcesses,
      isolation.noSharedArrayBuffer,
      isolation.stopAsks,
      ...(threadsMissing ? [jspi] : []),
      cores,
      clock,
    ],
    threadsMissing,
  };
}

const INSTEAD = { 'shared-memory': 'memory', stacks: 'stacks', webassembly: 'webAssembly' } as const;
const MISSING = { 'shared-memory': 'noMemory', stacks: 'noStacks', webassembly: 'noWebAssembly' } as const;

/** Why there is a recorded run in the place of Run. */
export function insteadOfRunWords(lack: Lack, changed: boolean): string {
  return changed ? `${lacks[INSTEAD[lack]]} ${lacks.withoutChanges}` : lacks[INSTEAD[lack]];
}

/** How far a program comes that has no recorded run. */
export const lackWords = (lack: Lack): string => lacks[MISSING[lack]];

/** Where a TypeScript program runs, which was tried out when its frame was made ready: browsers do not tell. */
export function programThreadWords(version: string, sharesThread: boolean): string {
  const who = isolation.runByBrowser(version);
  return sharesThread ? isolation.onPageThread(who) : isolation.onOwnThread(who);
}

function step(ms: number): string {
  return ms < 1 ? `${Math.round(ms * 1000)} µs` : `${Math.round(ms)} ms`;
}
