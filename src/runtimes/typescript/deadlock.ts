/** When every thread waits for something that only another of them could give: the story of it, for the learner. */
import type { BlockedActor, Outcome } from '../runtime';
import { DOING } from './channel-ring';
import { holderOf, isFree, type SharedParts } from './shared';
import type { StatusBoard, Waiting } from './status';

export interface Suspects {
  readonly status: StatusBoard;
  /** Threads that have work: the others do nothing anyway. 0 is the main thread. */
  readonly threads: readonly { readonly number: number; readonly name: string }[];
  readonly files: readonly string[];
  find(resource: number): SharedParts | null;
}

/**
 * The threads' waits, when all of them wait; null when one can go on. Whoever waits for something that is free has been woken, or
 * will find it free: the machine only has not come to it yet.
 */
export function allBlocked(suspects: Suspects): readonly Waiting[] | null {
  const waits: Waiting[] = [];
  for (const { number } of suspects.threads) {
    const wait = suspects.status.read(number);
    const parts = wait === null ? null : suspects.find(wait.resource);
    if (wait === null || (parts !== null && isFree(parts, wait.doing))) return null;
    waits.push(wait);
  }
  return waits.length === 0 ? null : waits;
}

/** Nothing has moved between the two looks. */
export function isSame(before: readonly Waiting[] | null, now: readonly Waiting[]): boolean {
  return (
    before !== null &&
    before.length === now.length &&
    now.every((wait, i) => before[i]?.thread === wait.thread && before[i].times === wait.times)
  );
}

export function describeDeadlock(suspects: Suspects, waits: readonly Waiting[]): Outcome {
  const { threads, files } = suspects;
  const nameOf = (thread: number): string =>
    threads.find(({ number }) => number === thread)?.name ?? (thread === 0 ? 'the main thread' : `worker ${thread}`);
  const placeOf = (file: number, line: number) => (files[file] === undefined ? null : { file: files[file], line });

  const blocked = waits.map(
    ({
      thread,
      resource,
      file,
      line,
      doing,
    }): BlockedActor & { thread: number; heldBy: number | null; why: string } => {
      const parts = suspects.find(resource);
      const holder = parts === null ? null : holderOf(parts.memory);
      return {
        thread,
        heldBy: holder?.thread ?? null,
        actor: nameOf(thread),
        ...reasonOf(parts, doing, thread === 0),
        place: placeOf(file, line),
        wants: parts?.name ?? null,
        holder: holder === null ? null : { actor: nameOf(holder.thread), place: placeOf(holder.file, holder.line) },
      };
    },
  );
  const cycle = cycleOf(new Map(blocked.map(({ thread, heldBy }) => [thread, heldBy]))).map(nameOf);
  const lines = blocked.map(({ actor, via, place, wants, holder, why }) => {
    const at = place === null ? '' : ` at ${place.file}:${place.line}`;
    const held =
      holder === null
        ? why
        : `, which ${holder.actor} took${holder.place === null ? '' : ` at ${holder.place.file}:${holder.place.line}`}`;
    return `  ${actor} waits in ${via}${at}${wants === null ? '' : ` for ${wants}${held}`}\n`;
  });
  const knot = cycle.length === 0 ? '' : `Each waits for the next: ${[...cycle, cycle[0]].join(' -> ')}.\n`;
  return {
    kind: 'deadlocked',
    blocked: blocked.map(({ actor, via, place, wants, holder }) => ({ actor, via, place, wants, holder })),
    cycle,
    text: `Deadlock: no thread can ever go on.\n${lines.join('')}${knot}`,
  };
}

/** The call that waits, and why it does when nobody can be named. */
function reasonOf(
  parts: SharedParts | null,
  doing: number,
  awaits: boolean,
): { readonly via: string; readonly why: string } {
  const way = awaits ? 'Async' : '';
  switch (parts?.kind) {
    case 'Channel':
      return doing === DOING.send
        ? { via: `Channel.send${way}`, why: ', which is full' }
        : { via: `Channel.receive${way}`, why: ', which is empty' };
    case 'Semaphore':
      return { via: `Semaphore.acquire${way}`, why: ', which nobody holds' };
    default:
      return { via: `Mutex.lock${way}`, why: ', which nobody holds' };
  }
}

/** One circle in "waits for": each thread waits for one other at most. */
export function cycleOf(waitsFor: ReadonlyMap<number, number | null>): readonly number[] {
  for (const start of waitsFor.keys()) {
    const path: number[] = [];
    for (let at: number | null | undefined = start; at != null; at = waitsFor.get(at)) {
      const known = path.indexOf(at);
      if (known >= 0) return path.slice(known);
      path.push(at);
    }
  }
  return [];
}
