/** Tells a deadlock in words: who waits for what, who holds that, and the circle they form. Pure. */
import type { BlockedActor, Outcome } from '../runtime';

/** What `deadlock.py` gives for each thread that can never go on. */
export interface BlockedThread {
  readonly actor: string;
  readonly via: string;
  readonly file: string | null;
  readonly line: number;
  readonly wants: string | null;
  readonly holder: string | null;
  readonly holder_file: string | null;
  readonly holder_line: number;
}

const HOME = '/home/learner/';

function place(file: string | null, line: number): BlockedActor['place'] {
  return file === null ? null : { file: file.startsWith(HOME) ? file.slice(HOME.length) : file, line };
}

export function describeDeadlock(threads: readonly BlockedThread[]): Extract<Outcome, { kind: 'deadlocked' }> {
  const blocked = threads.map((thread): BlockedActor => ({
    actor: thread.actor,
    via: thread.via,
    place: place(thread.file, thread.line),
    wants: thread.wants,
    holder:
      thread.holder === null ? null : { actor: thread.holder, place: place(thread.holder_file, thread.holder_line) },
  }));
  const cycle = findCircle(blocked);
  const lines = ['Deadlock: every thread waits, and none of them can ever go on.'];
  for (const actor of blocked) lines.push(`  ${sentence(actor)}`);
  if (cycle.length > 1) {
    lines.push(`The circle: ${[...cycle, cycle[0]].join(' waits for ')}.`);
  }
  return { kind: 'deadlocked', blocked, cycle, text: `${lines.join('\n')}\n` };
}

/** What would have to happen, and now nobody is left to do it. By the method that waits, whatever the class is called. */
const MISSING = new Map([
  ['Queue.get', 'nobody is left to put anything into it'],
  ['SimpleQueue.get', 'nobody is left to put anything into it'],
  ['Queue.put', 'it is full, and nobody is left to take anything out'],
  ['Queue.join', 'nobody is left to call task_done()'],
  ['Event.wait', 'nobody is left to set it'],
  ['Condition.wait', 'nobody is left to notify it'],
  ['Condition.wait_for', 'nobody is left to notify it'],
  ['Semaphore.acquire', 'nobody is left to release it'],
  ['Barrier.wait', 'too few threads have come, and nobody else is left to come'],
  ['Future.result', 'nobody is left to finish it'],
  ['Future.exception', 'nobody is left to finish it'],
]);

/** "worker-1 waits for lock_b (program.py, line 9), held by worker-2, which took it in line 15." */
function sentence(actor: BlockedActor): string {
  const where = actor.place === null ? '' : ` (${actor.place.file}, line ${actor.place.line})`;
  const call = actor.via === '' ? '' : /^(at|between) /.test(actor.via) ? ` ${actor.via}` : ` in ${actor.via}`;
  const wants = actor.wants === null ? '' : ` for ${actor.wants}`;
  let story = `${actor.actor} waits${call}${wants}${where}`;
  if (actor.holder !== null && !(actor.wants ?? '').startsWith('the end of')) {
    const since = actor.holder.place === null ? '' : `, which took it in line ${actor.holder.place.line}`;
    const itself = actor.holder.place === null ? '' : `, since line ${actor.holder.place.line}`;
    story +=
      actor.holder.actor === actor.actor ? `, and holds it itself${itself}` : `, held by ${actor.holder.actor}${since}`;
  }
  const missing = MISSING.get(actor.via);
  if (missing !== undefined && actor.holder === null) story += `: ${missing}`;
  return `${story}.`;
}

/** Each actor waits for at most one other, so a circle is found by walking; names of threads are taken as they are. */
function findCircle(blocked: readonly BlockedActor[]): string[] {
  const next = new Map(blocked.flatMap((b) => (b.holder === null ? [] : [[b.actor, b.holder.actor] as const])));
  for (const start of next.keys()) {
    const path: string[] = [];
    let at: string | undefined = start;
    while (at !== undefined && !path.includes(at)) {
      path.push(at);
      at = next.get(at);
    }
    if (at === start) return path;
  }
  return [];
}
