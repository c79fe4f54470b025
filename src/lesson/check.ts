/**
 * Holds a lesson's claims against what its programs did. Pure: whoever has a lesson and the results of running its programs gets
 * one verdict for each claim, in a sentence that carries the measured value, so that a failure explains itself.
 */
import type { Outcome, RunSummary } from '../runtimes/runtime';
import { ACTOR_STATES, type ActorId, type ActorState, type HandOverEvent, type HandOverReason } from '../trace/events';
import { depthOf } from '../trace/selectors';
import type { Resource, Trace } from '../trace/trace';
import { listOf } from './problem';
import { claimPattern, programsOf, type Claim } from './schema';

export interface ProgramResult {
  readonly summary: RunSummary;
  readonly stdout: string;
  readonly stderr: string;
  readonly trace: Trace;
}

export interface Verdict {
  readonly claim: Claim;
  readonly ok: boolean;
  /** What was expected and what was measured, without a full stop. */
  readonly sentence: string;
}

type Judged = Omit<Verdict, 'claim'>;
type Of<K extends Claim['claim']> = Extract<Claim, { claim: K }>;

/** `results` is keyed by the id of the program or edit. */
export function checkClaim(claim: Claim, results: ReadonlyMap<string, ProgramResult>): Verdict {
  const missing = programsOf(claim).filter((id) => !results.has(id));
  if (missing.length > 0) return { claim, ok: false, sentence: `${listOf(missing, 'and')} was not run` };
  if (claim.claim !== 'outcome') {
    // A program that failed can fit a claim by accident ("at most 1 runs"), so that it is said first.
    const sick = programsOf(claim).flatMap((id) => {
      const outcome = results.get(id)?.summary.outcome;
      return outcome?.kind === 'platform-fault' || outcome?.kind === 'interrupted'
        ? [`${id} ${describe(outcome)}`]
        : [];
    });
    if (sick.length > 0) return { claim, ok: false, sentence: listOf(sick, 'and') };
  }
  const judged = judge(claim, (id) => results.get(id) as ProgramResult);
  // A trace that is short because its program failed half-way is to be understood at a glance.
  const why = judged.ok || claim.claim === 'outcome' ? '' : failures(claim, results);
  return { claim, ok: judged.ok, sentence: `${judged.sentence}${why}` };
}

/** `; hello raised ValueError: no (exit status 1)`, for each program that did not simply finish. */
function failures(claim: Claim, results: ReadonlyMap<string, ProgramResult>): string {
  return programsOf(claim)
    .map((id) => {
      const outcome = results.get(id)?.summary.outcome;
      return outcome === undefined || outcome.kind === 'finished' ? '' : `; ${id} ${describe(outcome)}`;
    })
    .join('');
}

function judge(claim: Claim, result: (program: string) => ProgramResult): Judged {
  switch (claim.claim) {
    case 'outcome':
      return judgeOutcome(claim, result(claim.program).summary.outcome);
    case 'output':
      return judgeOutput(claim, result(claim.program));
    case 'number': {
      const read = quantity({ program: claim.program, number: claim.number }, result);
      return typeof read === 'string'
        ? { ok: false, sentence: read }
        : within(claim, read, `${claim.program} printed`, '');
    }
    case 'wall':
      return within(claim, result(claim.program).summary.wallMs, `${claim.program} took`, 'ms');
    case 'ratio':
      return judgeRatio(claim, result);
    case 'overlap':
      return judgeOverlap(claim, result(claim.program).trace);
    case 'hand-overs': {
      const { counts } = result(claim.program).trace;
      const n =
        claim.reason === undefined ? counts.handOvers : countHandOvers(result(claim.program).trace, claim.reason);
      return within(
        claim,
        n,
        `${claim.program}: the GIL changed hands`,
        (n) => `${times(n)}${claim.reason === undefined ? '' : ` (${claim.reason})`}`,
      );
    }
    case 'turns': {
      const turns = turnLengths(result(claim.program).trace);
      if (turns.length === 0) return { ok: false, sentence: `${claim.program}: no turn ended because its time was up` };
      return within(claim, median(turns), `${claim.program}: the median of ${turns.length} turns was`, 'ms');
    }
    case 'actors': {
      const { actors } = result(claim.program).trace;
      const counted = actors.filter((a) => (claim.kind === undefined ? a.kind !== 'process' : a.kind === claim.kind));
      return within(
        claim,
        counted.length,
        `${claim.program} had`,
        (n) => `${n === 1 ? 'actor' : 'actors'}${claim.kind === undefined ? '' : ` of the kind ${claim.kind}`}`,
      );
    }
    case 'lock-waits': {
      const n = countWaits(result(claim.program).trace, claim.resource ?? null);
      return within(
        claim,
        n,
        `${claim.program}: an actor waited${claim.resource === undefined ? '' : ` for ${claim.resource}`}`,
        times,
      );
    }
    case 'held':
      return judgeHeld(claim, result(claim.program).trace);
    case 'lock-order':
      return judgeLockOrder(claim, result(claim.program).trace);
    case 'depth':
      return judgeDepth(claim, result(claim.program).trace);
    case 'spent': {
      const { trace } = result(claim.program);
      const lanes = trace.lanes.filter((lane) =>
        claim.actor === undefined ? lane.actor.kind !== 'process' : lane.actor.name === claim.actor,
      );
      if (lanes.length === 0) return { ok: false, sentence: `${claim.program} had no actor named ${claim.actor}` };
      const total = lanes.reduce((sum, lane) => sum + timeIn(trace, lane.actor.id, claim.state), 0);
      return within(
        claim,
        total,
        `${claim.program}: ${claim.actor ?? 'all actors together'} spent`,
        `ms ${claim.state}`,
      );
    }
  }
}

// Numbers and bounds

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** `unit` may depend on the number: a learner reads it. */
function within(bounds: Bounds, value: number, what: string, unit: string | ((value: number) => string)): Judged {
  const ok = (bounds.min === undefined || value >= bounds.min) && (bounds.max === undefined || value <= bounds.max);
  const units = typeof unit === 'string' ? unit : unit(value);
  return { ok, sentence: `${what} ${figure(value)}${units === '' ? '' : ` ${units}`} (${boundsText(bounds)})` };
}

const times = (n: number): string => (n === 1 ? 'time' : 'times');

function boundsText({ min, max }: Bounds): string {
  if (min !== undefined && max !== undefined)
    return min === max ? `exactly ${figure(min)}` : `${figure(min)} to ${figure(max)}`;
  return min !== undefined ? `at least ${figure(min)}` : `at most ${figure(max ?? 0)}`;
}

const figure = (value: number): string =>
  Number.isInteger(value)
    ? String(value)
    : String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

function quantity(
  { program, number }: { readonly program: string; readonly number?: string | undefined },
  result: (program: string) => ProgramResult,
): number | string {
  const run = result(program);
  if (number === undefined) return run.summary.wallMs;
  const text = claimPattern(number).exec(run.stdout)?.[1];
  if (text === undefined) return `${program} printed nothing that fits ${number}; it ended with: ${tailOf(run)}`;
  const value = Number(text.replace(/[,_\s]/g, ''));
  return text.trim() !== '' && Number.isFinite(value)
    ? value
    : `${program} printed "${text}" where a number was expected`;
}

function judgeRatio(claim: Of<'ratio'>, result: (program: string) => ProgramResult): Judged {
  const of = quantity(claim.of, result);
  const to = quantity(claim.to, result);
  if (typeof of === 'string') return { ok: false, sentence: of };
  if (typeof to === 'string') return { ok: false, sentence: to };
  const unit = (side: { readonly number?: string | undefined }) => (side.number === undefined ? ' ms' : '');
  const story = `${claim.of.program} ${figure(of)}${unit(claim.of)} to ${claim.to.program} ${figure(to)}${unit(claim.to)}: the ratio was`;
  if (to === 0) return { ok: false, sentence: `${story} not defined, because the second is 0` };
  return within(claim, of / to, story, '');
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
};

// How it ended, what it printed

function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'finished':
      return `finished with exit status ${outcome.exitCode}`;
    case 'raised':
      return `raised ${outcome.error.type}: ${outcome.error.message} (exit status ${outcome.exitCode})`;
    case 'timed-out':
      return `timed out after ${outcome.afterMs} ms`;
    case 'platform-fault':
      return `could not run: ${outcome.reason}, ${outcome.message}`;
    case 'deadlocked':
    case 'interrupted':
      return `was ${outcome.kind}`;
  }
}

function judgeOutcome(claim: Of<'outcome'>, outcome: Outcome): Judged {
  const exitCode = claim.exitCode ?? (claim.is === 'finished' ? 0 : undefined);
  const ok =
    outcome.kind === claim.is &&
    (exitCode === undefined || !('exitCode' in outcome) || outcome.exitCode === exitCode) &&
    (claim.error === undefined || (outcome.kind === 'raised' && outcome.error.type === claim.error));
  const wanted = `${claim.is}${claim.error === undefined ? '' : ` ${claim.error}`}${exitCode === undefined ? '' : ` with ${exitCode}`}`;
  return { ok, sentence: `${claim.program} ${describe(outcome)} (expected: ${wanted})` };
}

function judgeOutput(claim: Of<'output'>, run: ProgramResult): Judged {
  const stream = claim.stream ?? 'stdout';
  const text = run[stream].replace(/\r\n/g, '\n');
  const lines = text.split('\n');
  const faults: string[] = [];
  const facts: string[] = [];
  const fact = (ok: boolean, words: string, otherwise: string) => (ok ? facts : faults).push(ok ? words : otherwise);
  if (claim.matches !== undefined)
    fact(claimPattern(claim.matches).test(text), `fits ${claim.matches}`, `nothing fits ${claim.matches}`);
  if (claim.lacks !== undefined)
    fact(!claimPattern(claim.lacks).test(text), `nothing fits ${claim.lacks}`, `something fits ${claim.lacks}`);
  for (const line of claim.lines ?? [])
    fact(
      lines.some((l) => claimPattern(line).test(l)),
      `a line fits ${line}`,
      `no line fits ${line}`,
    );
  for (const counted of claim.counts ?? []) {
    const n = [...text.matchAll(claimPattern(counted.of, 'g'))].length;
    const { ok, sentence } = within(counted, n, `${counted.of} occurs`, times);
    fact(ok, sentence, sentence);
  }
  if (faults.length === 0) return { ok: true, sentence: `${claim.program}, ${stream}: ${facts.join('; ')}` };
  return { ok: false, sentence: `${claim.program}, ${stream}: ${faults.join('; ')}; it ended with: ${tailOf(run)}` };
}

/** The last words of a program, on one line: its complaints if there are any. */
function tailOf({ stdout, stderr }: Pick<ProgramResult, 'stdout' | 'stderr'>): string {
  return (stderr.trim() || stdout.trim()).split(/\r?\n/).slice(-2).join(' / ').slice(-160) || 'nothing';
}

// What the trace knows

/** The process that each actor belongs to: itself for a process, otherwise the nearest one above it. */
function processOf(trace: Trace, actor: ActorId): ActorId {
  let at = actor;
  for (let steps = 0; steps <= trace.actors.length; steps++) {
    const { kind, parent } = trace.actors[at] ?? { kind: 'process', parent: null };
    if (kind === 'process' || parent === null) return at;
    at = parent;
  }
  return at;
}

function judgeOverlap(claim: Of<'overlap'>, trace: Trace): Judged {
  const groups = new Map<number, { t: number; change: 1 | -1 }[]>();
  const code = ACTOR_STATES.indexOf(claim.state);
  for (const { actor, segments } of trace.lanes) {
    if (actor.kind === 'process') continue;
    const group = claim.within === 'process' ? processOf(trace, actor.id) : -1;
    const changes = groups.get(group) ?? [];
    groups.set(group, changes);
    for (let i = 0; i < segments.length; i++) {
      if (segments.stateCode(i) !== code || segments.end(i) <= segments.start(i)) continue;
      changes.push({ t: segments.start(i), change: 1 }, { t: segments.end(i), change: -1 });
    }
  }
  let most = 0;
  for (const changes of groups.values()) {
    // Whoever stops at an instant does not overlap with whoever starts at it.
    changes.sort((a, b) => a.t - b.t || a.change - b.change);
    let now = 0;
    for (const { change } of changes) most = Math.max(most, (now += change));
  }
  const place = claim.within === 'process' ? ' in one process' : '';
  return within(
    { min: claim.atLeast, max: claim.atMost },
    most,
    `${claim.program}: at the peak`,
    (n) => `${n === 1 ? 'actor was' : 'actors were'} ${claim.state} at once${place}`,
  );
}

function* gilHandOvers(trace: Trace): Generator<HandOverEvent> {
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    if (event.kind === 'hand-over' && trace.resources[event.resource]?.kind === 'gil') yield event;
  }
}

const countHandOvers = (trace: Trace, reason: HandOverReason): number =>
  [...gilHandOvers(trace)].filter((event) => event.reason === reason).length;

/** How long each actor had held the GIL when its time was up. */
function turnLengths(trace: Trace): number[] {
  const lengths: number[] = [];
  for (const event of gilHandOvers(trace)) {
    if (event.reason !== 'interval') continue;
    const holds = trace.holds(event.resource);
    // The hand-over starts the next hold at the same instant, so the one that ended is the last that began before it.
    for (let i = holds.indexAt(event.t); i >= 0; i--) {
      const hold = holds.at(i);
      if (hold.actor !== event.from || hold.end !== event.t) continue;
      lengths.push(hold.end - hold.start);
      break;
    }
  }
  return lengths;
}

function countWaits(trace: Trace, resource: string | null): number {
  if (resource === null) return trace.counts.lockWaits;
  let n = 0;
  for (const { segments } of trace.lanes) {
    let before = false;
    for (let i = 0; i < segments.length; i++) {
      const { state, resource: on } = segments.at(i);
      const waits = state === 'blocked' && on !== null && trace.resources[on]?.name === resource;
      // A wait may be told in several stretches.
      if (waits && !before) n++;
      before = waits;
    }
  }
  return n;
}

/** The resources of this name, or the sentence that says which names there are. */
function named(trace: Trace, program: string, name: string): readonly Resource[] | string {
  const found = trace.resources.filter((resource) => resource.name === name);
  if (found.length > 0) return found;
  const known = [...new Set(trace.resources.filter((r) => !r.internal).map((r) => r.name))];
  return `${program} has no resource named ${name}; the trace knows ${listOf(known, 'and') || 'none'}`;
}

function judgeLockOrder(claim: Of<'lock-order'>, trace: Trace): Judged {
  const first = named(trace, claim.program, claim.first);
  const then = named(trace, claim.program, claim.then);
  if (typeof first === 'string') return { ok: false, sentence: first };
  if (typeof then === 'string') return { ok: false, sentence: then };
  const firsts = new Set(first.map(({ id }) => id));
  const thens = new Set(then.map(({ id }) => id));
  // By events and not by times: a clock of some microseconds tells two locks that were taken in a row the same time.
  const holders = new Map<number, ActorId>();
  const holds = (actor: ActorId, some: ReadonlySet<number>) => [...some].some((id) => holders.get(id) === actor);
  let right = 0;
  let wrong = 0;
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    if (event.kind === 'release') holders.delete(event.resource);
    else if (event.kind === 'acquire' || event.kind === 'hand-over') {
      const actor = event.kind === 'acquire' ? event.actor : event.to;
      if (thens.has(event.resource) && holds(actor, firsts)) right += 1;
      if (firsts.has(event.resource) && holds(actor, thens)) wrong += 1;
      holders.set(event.resource, actor);
    }
  }
  const story = `${claim.program}: ${claim.then} was taken by a holder of ${claim.first} ${right} times, the other way round ${wrong} times`;
  return { ok: right > 0 && wrong === 0, sentence: story };
}

function judgeDepth(claim: Of<'depth'>, trace: Trace): Judged {
  const found = named(trace, claim.program, claim.resource);
  if (typeof found === 'string') return { ok: false, sentence: found };
  const most = Math.max(...found.map(({ id }) => depthOf(trace, id).most.messages));
  return within(
    claim,
    most,
    `${claim.program}: ${claim.resource} held`,
    (n) => `${n === 1 ? 'message' : 'messages'} at its fullest`,
  );
}

function judgeHeld(claim: Of<'held'>, trace: Trace): Judged {
  const found = named(trace, claim.program, claim.resource);
  if (typeof found === 'string') return { ok: false, sentence: found };
  const holds = found.flatMap((resource) => {
    const series = trace.holds(resource.id);
    return Array.from({ length: series.length }, (_, i) => ({
      ...series.at(i),
      last: i === series.length - 1,
      id: resource.id,
    }));
  });
  const counted = holds.filter((hold) => claim.by === undefined || trace.actors[hold.actor]?.name === claim.by);
  const lengths = counted.map((hold) => hold.end - hold.start);
  const who = `${claim.program}: ${claim.resource}${claim.by === undefined ? '' : ` held by ${claim.by}`}`;
  const parts: Judged[] = [];
  if (claim.times !== undefined) parts.push(within(claim.times, counted.length, `${who} was taken`, times));
  if (claim.longestMs !== undefined)
    parts.push(within(claim.longestMs, Math.max(0, ...lengths), `${who}, longest`, 'ms'));
  if (claim.totalMs !== undefined)
    parts.push(
      within(
        claim.totalMs,
        lengths.reduce((a, b) => a + b, 0),
        `${who}, in all`,
        'ms',
      ),
    );
  if (claim.atEnd !== undefined) {
    const still = counted.some((hold) => hold.last && isOpen(trace, hold.id));
    parts.push({ ok: still === claim.atEnd, sentence: `${who} was ${still ? 'still' : 'no longer'} held at the end` });
  }
  return { ok: parts.every((part) => part.ok), sentence: parts.map((part) => part.sentence).join('; ') };
}

/** Whether the last thing that happened to a resource left it held. */
function isOpen(trace: Trace, resource: number): boolean {
  for (let i = trace.length - 1; i >= 0; i--) {
    const event = trace.at(i);
    if (event.kind === 'release' && event.resource === resource) return false;
    if ((event.kind === 'acquire' || event.kind === 'hand-over') && event.resource === resource) return true;
  }
  return false;
}

function timeIn(trace: Trace, actor: ActorId, state: ActorState): number {
  const segments = trace.lanes[actor]?.segments;
  if (segments === undefined) return 0;
  const code = ACTOR_STATES.indexOf(state);
  let total = 0;
  for (let i = 0; i < segments.length; i++)
    if (segments.stateCode(i) === code) total += segments.end(i) - segments.start(i);
  return total;
}
