/**
 * How many processes, threads and tasks were alive at the same moment, at the most: what a run's memory is divided by.
 *
 * Alive is an actor from its start up to its end, which does not belong to it any more: who ends in the very microsecond in which
 * another one starts makes place for it. One whose whole life is shorter than the clock's step counts at that step. The thread with
 * which a process begins comes with its interpreter, and is not counted.
 */
import type { ActorId } from '../trace/events';
import type { Actor, Trace } from '../trace/trace';
import type { AliveAtOnce } from './race';

export function aliveAtOnce({ actors }: Pick<Trace, 'actors'>): AliveAtOnce {
  const begun = new Set<ActorId>();
  const threads: Actor[] = [];
  for (const actor of actors) {
    if (actor.kind !== 'thread') continue;
    // Of a process's threads the first one known is its main one.
    if (actor.parent === null || begun.has(actor.parent)) threads.push(actor);
    else begun.add(actor.parent);
  }
  return {
    processes: most(actors.filter(({ kind }) => kind === 'process')),
    threads: most(threads),
    tasks: most(actors.filter(({ kind }) => kind === 'task')),
  };
}

function most(actors: readonly Actor[]): number {
  // At one moment first end those who lived before it, then all start who do, and last end those who have only that moment.
  const changes = actors.flatMap(({ start, end }): readonly Change[] => [
    { t: start, turn: 1, by: 1 },
    ...(end === null ? [] : [{ t: end, turn: end > start ? 0 : 2, by: -1 }]),
  ]);
  changes.sort((a, b) => a.t - b.t || a.turn - b.turn);
  let [alive, greatest] = [0, 0];
  for (const { by } of changes) {
    alive += by;
    greatest = Math.max(greatest, alive);
  }
  return greatest;
}

interface Change {
  readonly t: number;
  readonly turn: number;
  readonly by: number;
}
