/**
 * Where the time of a run went, read from its trace.
 *
 * Counted is whatever can compute by itself: threads, workers and event loops, each from its start to its end (to the trace's end for
 * what still lives). Tasks are not counted beside the thread that runs them. A process is counted for the times in which none of its
 * threads lives, because those tell everything else: its boot, and the moment between its last thread and its end. So every actor's
 * phases add up to its life (a process's: to its life without its threads'), to the microsecond.
 *
 * The sum over actors is *time spent by actors*, not time on the clock: three workers that compute for 1 s, while the main thread waits
 * in `join`, are 3 s of compute and 1 s of waiting for others, within 1 s of the run. Two programs are compared by what they spent
 * on the same work; that the waiting of a main thread grows with its workers' time is no fault of the program.
 *
 *     starting                                  start-up
 *     running                                   compute
 *     pickling, unpickling                      pickling (structured cloning in a page's run)
 *     ready                                     waiting for the GIL
 *     joining, blocked                          waiting for others (blocked on a host: for I/O)
 *     sending                                   transfer: the pipe is full, its bytes are on the move
 *     receiving                                 transfer while a message for the receiver is in flight in that pipe, or somebody is
 *                                               writing to it; before that, waiting for others: nobody has sent anything yet
 *     waiting                                   waiting for I/O
 *     sleeping                                  idle: the program asked for a rest
 *
 * Two things are looked up elsewhere. While a process is starting (up to the first line of its target) all that its threads do is
 * start-up: they import its modules. And a loop that has nothing to run waits for what its tasks wait for: for I/O when one of them
 * does, otherwise idle when one of them sleeps, otherwise for others when one of them waits for a lock or for another thread's or
 * worker's work, otherwise for I/O when one of them waits for something of which no more is known. A page's loop or worker that
 * waits for none of this is idle, except while a message for it is in flight: that is transfer.
 */
import { ACTOR_STATES, type ActorId, type ActorKind, type ActorState, type ResourceId } from '../trace/events';
import type { Actor, Segment, Trace } from '../trace/trace';
import type { PhaseTimes } from './race';

export type Phase = keyof PhaseTimes;

/** In the order in which they are stacked: what is done first, what is waited for last. */
export const PHASES = [
  'startUp',
  'pickling',
  'transfer',
  'compute',
  'waitingForGil',
  'waitingForIo',
  'waitingForOthers',
  'idle',
] as const satisfies readonly Phase[];

/** Their columns in files, which are the same in every language. */
export const PHASE_COLUMNS: Readonly<Record<Phase, string>> = {
  startUp: 'start_up_ms',
  pickling: 'pickling_ms',
  transfer: 'transfer_ms',
  compute: 'compute_ms',
  waitingForGil: 'waiting_for_the_gil_ms',
  waitingForIo: 'waiting_for_i_o_ms',
  waitingForOthers: 'waiting_for_others_ms',
  idle: 'asleep_or_idle_ms',
};

export const NO_TIME: PhaseTimes = {
  startUp: 0,
  pickling: 0,
  transfer: 0,
  compute: 0,
  waitingForGil: 0,
  waitingForIo: 0,
  waitingForOthers: 0,
  idle: 0,
};

export interface ActorPhases {
  readonly actor: ActorId;
  readonly kind: ActorKind;
  readonly name: string;
  readonly phases: PhaseTimes;
}

/** Summed over all that is counted. */
export function phasesOf(trace: Trace): PhaseTimes {
  return actorPhases(trace).reduce((sum, { phases }) => addPhases(sum, phases), NO_TIME);
}

/** Added in whole microseconds, so that a million short stretches lose nothing. */
export function addPhases(a: PhaseTimes, b: PhaseTimes): PhaseTimes {
  return fromEntries((phase) => (micros(a[phase]) + micros(b[phase])) / 1000);
}

/** Everything that is counted, in the order of the trace. */
export function actorPhases(trace: Trace): readonly ActorPhases[] {
  const traffic = trafficOf(trace);
  const families = familiesOf(trace);
  return trace.actors
    .filter(({ kind }) => kind !== 'task')
    .map((actor) => {
      const spent = fromEntries(() => 0) as Record<Phase, number>;
      const add = (phase: Phase, from: number, to: number): void => {
        if (to > from) spent[phase] += to - from;
      };
      if (actor.kind === 'process') addProcess(trace, actor, families.runners.get(actor.id) ?? [], add);
      else {
        const home = families.homes.get(actor.id);
        addRunner(
          trace,
          actor,
          { traffic, tasks: families.tasks.get(actor.id) ?? [], boot: home ? bootOf(trace, home) : [] },
          add,
        );
      }
      return {
        actor: actor.id,
        kind: actor.kind,
        name: actor.name,
        phases: fromEntries((phase) => spent[phase] / 1000),
      };
    });
}

type Add = (phase: Phase, from: number, to: number) => void;
/** Microseconds: from, and to. */
type Stretch = readonly [number, number];

const micros = (ms: number): number => Math.round(ms * 1000);
const fromEntries = (of: (phase: Phase) => number): PhaseTimes =>
  Object.fromEntries(PHASES.map((phase) => [phase, of(phase)])) as Record<Phase, number>;

const endOf = (trace: Trace, actor: Actor): number => micros(actor.end ?? trace.end);

interface Families {
  /** Of a process: who runs in it, its child processes not among them. */
  readonly runners: ReadonlyMap<ActorId, readonly Actor[]>;
  /** Of who runs in a process: that process. */
  readonly homes: ReadonlyMap<ActorId, Actor>;
  /** Of a thread: the tasks of its event loop. */
  readonly tasks: ReadonlyMap<ActorId, readonly Actor[]>;
}

function familiesOf(trace: Trace): Families {
  const runners = new Map<ActorId, Actor[]>();
  const homes = new Map<ActorId, Actor>();
  const tasks = new Map<ActorId, Actor[]>();
  // A parent is known before its children, but for processes that wrote their parts apart: so each walks up by itself.
  const ancestor = (actor: Actor, is: (kind: ActorKind) => boolean): Actor | null => {
    let at = actor.parent === null ? undefined : trace.actors[actor.parent];
    while (at !== undefined && !is(at.kind)) at = at.parent === null ? undefined : trace.actors[at.parent];
    return at ?? null;
  };
  for (const actor of trace.actors) {
    if (actor.kind === 'process') continue;
    const isTask = actor.kind === 'task';
    const home = ancestor(actor, (kind) => (isTask ? kind !== 'task' && kind !== 'process' : kind === 'process'));
    if (home === null) continue;
    if (!isTask) homes.set(actor.id, home);
    const known = isTask ? tasks : runners;
    const family = known.get(home.id);
    if (family === undefined) known.set(home.id, [actor]);
    else family.push(actor);
  }
  return { runners, homes, tasks };
}

/** When the process of a runner was starting. */
function bootOf(trace: Trace, process: Actor): readonly Stretch[] {
  const boot: Stretch[] = [];
  eachSegment(trace, process, (from, to, segment) => {
    if (segment?.state === 'starting') boot.push([from, to]);
  });
  return merged(boot);
}

function addProcess(trace: Trace, process: Actor, runners: readonly Actor[], add: Add): void {
  const lived = merged(runners.map((actor) => [micros(actor.start), endOf(trace, actor)]));
  const without = (from: number, to: number, phase: Phase): void => {
    eachPart(from, to, lived, (start, end, covered) => {
      if (!covered) add(phase, start, end);
    });
  };
  eachSegment(trace, process, (from, to, segment) => {
    const state = segment?.state ?? (runners.length > 0 ? 'running' : 'starting');
    // A process that never told of a thread computes by itself; one whose threads are gone is on its way out.
    const phase = state === 'running' && runners.length > 0 ? 'idle' : PLAIN[state];
    without(from, to, phase);
  });
}

/** What a state means where nothing more is to be looked up. */
const PLAIN: Readonly<Record<ActorState, Phase>> = {
  starting: 'startUp',
  running: 'compute',
  ready: 'waitingForGil',
  blocked: 'waitingForOthers',
  joining: 'waitingForOthers',
  sleeping: 'idle',
  waiting: 'waitingForIo',
  pickling: 'pickling',
  unpickling: 'pickling',
  sending: 'transfer',
  receiving: 'waitingForOthers',
};

interface Surroundings {
  readonly traffic: Traffic;
  /** Of its event loop. */
  readonly tasks: readonly Actor[];
  /** When its process was starting. */
  readonly boot: readonly Stretch[];
}

function addRunner(trace: Trace, actor: Actor, { traffic, tasks, boot }: Surroundings, add: Add): void {
  const wants = tasks.length === 0 ? [] : wantsOf(trace, tasks, actor.kind);
  eachSegment(trace, actor, (begin, close, segment) => {
    eachPart(begin, close, boot, (from, to, starting) => {
      if (starting || segment === null) return add('startUp', from, to);
      const { state, resource } = segment;
      if (state === 'blocked') return add(isHost(trace, resource) ? 'waitingForIo' : 'waitingForOthers', from, to);
      if (state === 'receiving') {
        return eachPart(from, to, traffic.toward(actor.id, resource), (start, end, moving) => {
          add(moving ? 'transfer' : 'waitingForOthers', start, end);
        });
      }
      if (actor.kind === 'thread') {
        // In a task's step the thread waits for itself; between them, for what its tasks wait for.
        if (state === 'sleeping' || state === 'waiting') return eachWant(from, to, wants, PLAIN[state], add);
      } else if (state === 'waiting' && resource === null) {
        return eachPart(from, to, traffic.toward(actor.id, null), (start, end, moving) => {
          if (moving) add('transfer', start, end);
          else eachWant(start, end, wants, 'idle', add);
        });
      }
      add(PLAIN[state], from, to);
    });
  });
}

const isHost = (trace: Trace, resource: ResourceId | null): boolean =>
  resource !== null && trace.resources[resource]?.kind === 'host';

/** The segments of an actor from its start to its end, with null for what comes before the first one. */
function eachSegment(
  trace: Trace,
  actor: Actor,
  tell: (from: number, to: number, segment: Segment | null) => void,
): void {
  const segments = trace.lanes[actor.id]?.segments;
  let at = micros(actor.start);
  for (let i = 0; segments !== undefined && i < segments.length; i++) {
    const from = micros(segments.start(i));
    if (from > at) tell(at, from, null);
    at = micros(segments.end(i));
    if (at > from) tell(from, at, segments.at(i));
  }
  const end = endOf(trace, actor);
  if (end > at) tell(at, end, null);
}

// --- what a loop's tasks wait for ----------------------------------------------------------------------------------------

interface Want {
  readonly from: number;
  /** Null where no task says anything, or one of them is in its step. */
  readonly phase: Phase | null;
}

/** In the order in which one stands for all. */
const WANTS = [null, 'waitingForIo', 'idle', 'waitingForOthers', 'waitingForIo'] as const;
const [IN_ITS_STEP, IO, REST, OTHERS, UNKNOWN] = [0, 1, 2, 3, 4];

/** What a task's state says about its loop's rest: an index of `WANTS`; -1 for nothing, because another task will say it. */
function wantOf(trace: Trace, { state, resource, via }: Segment, loop: ActorKind): number {
  if (state === 'sleeping') return REST;
  if (state === 'blocked') return isHost(trace, resource) ? IO : OTHERS;
  if (state === 'waiting') {
    if (resource !== null) return IO;
    if (/( in a worker|\bto_thread|\brun_in_executor)$/.test(via)) return OTHERS;
    // A page's task that awaits a promise of which nothing is known; in Python all that is not known is watched by the selector.
    return loop === 'thread' ? IO : UNKNOWN;
  }
  return state === 'joining' || state === 'ready' || state === 'starting' ? -1 : IN_ITS_STEP;
}

/** The changes over time of what the tasks of one loop want. */
function wantsOf(trace: Trace, tasks: readonly Actor[], loop: ActorKind): readonly Want[] {
  const changes: { readonly t: number; readonly want: number; readonly by: 1 | -1 }[] = [];
  for (const task of tasks) {
    eachSegment(trace, task, (from, to, segment) => {
      const want = segment === null ? -1 : wantOf(trace, segment, loop);
      if (want >= 0) changes.push({ t: from, want, by: 1 }, { t: to, want, by: -1 });
    });
  }
  changes.sort((a, b) => a.t - b.t);
  const counts = WANTS.map(() => 0);
  const wants: Want[] = [];
  changes.forEach(({ t, want, by }, i) => {
    counts[want] = (counts[want] ?? 0) + by;
    if (changes[i + 1]?.t !== t) wants.push({ from: t, phase: WANTS[counts.findIndex((count) => count > 0)] ?? null });
  });
  return wants;
}

function eachWant(from: number, to: number, wants: readonly Want[], otherwise: Phase, add: Add): void {
  let i = lastIndex(wants.length, (k) => (wants[k] as Want).from <= from);
  for (let at = from; at < to; i++) {
    const next = Math.min(to, wants[i + 1]?.from ?? to);
    add(wants[i]?.phase ?? otherwise, at, next);
    at = next;
  }
}

// --- what is on the move -------------------------------------------------------------------------------------------------

interface Traffic {
  /** When something for `receiver` was on the move: in one pipe, or in any for null. */
  toward(receiver: ActorId, resource: ResourceId | null): readonly Stretch[];
}

function trafficOf(trace: Trace): Traffic {
  const inFlight = new Map<string, Stretch[]>();
  const put = (key: string, stretch: Stretch): void => {
    const known = inFlight.get(key);
    if (known === undefined) inFlight.set(key, [stretch]);
    else known.push(stretch);
  };
  const { messages } = trace;
  for (let i = 0; i < messages.length; i++) {
    const receiver = messages.receiver(i);
    if (receiver === -1) continue;
    const stretch = [micros(messages.start(i)), micros(messages.end(i))] as const;
    put(`${receiver} ${messages.resource(i)}`, stretch);
    put(`${receiver}`, stretch);
  }
  const sending = ACTOR_STATES.indexOf('sending');
  for (const { segments } of trace.lanes) {
    for (let i = 0; i < segments.length; i++) {
      if (segments.stateCode(i) !== sending) continue;
      const { resource, start, end } = segments.at(i);
      if (resource !== null) put(`into ${resource}`, [micros(start), micros(end)]);
    }
  }
  const known = new Map<string, readonly Stretch[]>();
  return {
    toward(receiver, resource) {
      const key = resource === null ? `${receiver}` : `${receiver} ${resource}`;
      let all = known.get(key);
      if (all === undefined) {
        all = merged([...(inFlight.get(key) ?? []), ...(inFlight.get(`into ${resource ?? ''}`) ?? [])]);
        known.set(key, all);
      }
      return all;
    },
  };
}

// --- stretches -----------------------------------------------------------------------------------------------------------

/** The same times, each once, in order. */
function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...stretches].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (to > from) result.push([from, to]);
  }
  return result;
}

/** Divides [from, to) into what the stretches cover and what they do not. */
function eachPart(
  from: number,
  to: number,
  stretches: readonly Stretch[],
  tell: (from: number, to: number, covered: boolean) => void,
): void {
  let i = Math.max(
    0,
    lastIndex(stretches.length, (k) => (stretches[k] as Stretch)[0] <= from),
  );
  let at = from;
  for (; at < to && i < stretches.length; i++) {
    const [start, end] = stretches[i] as Stretch;
    if (end <= at) continue;
    if (start >= to) break;
    if (start > at) tell(at, start, false);
    at = Math.max(at, start);
    const stop = Math.min(to, end);
    tell(at, stop, true);
    at = stop;
  }
  if (at < to) tell(at, to, false);
}

/** The last index below `length` for which `holds`, which holds up to some index and not beyond; -1 when for none. */
function lastIndex(length: number, holds: (i: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
