/**
 * Opening a trace file, whoever wrote it: our own format, our own export (which carries it), and Chrome trace-event files of
 * other tools, VizTracer's above all. What a foreign file's slices become is told in `imported.ts`.
 *
 * Of a foreign file, these are read:
 *
 * | Chrome                          | becomes                                                                       |
 * |---------------------------------|-------------------------------------------------------------------------------|
 * | `M` process_name, thread_name   | names                                                                         |
 * | a `pid`                         | a process                                                                     |
 * | a `tid` of it, with any slice   | a thread, from its first slice to the end of its last                         |
 * | `X`; `B` with its `E`           | a call: the innermost one at each moment is the thread's stretch              |
 * | `i`, `I` (instants)             | a mark, for the first ones                                                    |
 * | all else (`C`, flows, async)    | counted, and said to be left out                                              |
 *
 * VizTracer writes each call as `X` with the category `FEE`, named `function (file.py:12)` for Python (older versions, 0.9 among them:
 * `file.py(12).function`), where 12 is the line on which the function begins, and `module.function` for C; times are
 * microseconds of the machine's clock with a fraction, so that all are counted from the first one here.
 * (Its documentation: https://viztracer.readthedocs.io; the format: see `testing/chrome-format.ts`.)
 *
 * Nothing here throws, and nothing takes longer than the file is long: whatever a file holds, it is opened or refused with one
 * sentence.
 */
import { err, ok, type Result } from '../base/result';
import { MAX_EVENTS, TraceBuilder } from './builder';
import { MAX_MICROS } from './codec';
import { TraceError } from './error';
import type { ActorState, Place, TraceTime } from './events';
import { actorId, resourceId } from './ids';
import { IMPORTED } from './imported';
import { parseTraceFile, type LoadedTrace } from './json';
import { formatMs } from './format';
import { traceImport } from '../texts/en/trace-import';
import { decimal, whole } from '../texts/format';

/** What is said of a file that another tool wrote. */
export interface ImportReport {
  /** `VizTracer 1.0.0`, or null when the file does not tell who wrote it. */
  readonly tool: string | null;
  readonly processes: number;
  readonly threads: number;
  readonly calls: number;
  /** Calls that are drawn as waits, because their names say that they wait. */
  readonly waits: number;
  /** Calls that were cut to the end of the call around them. */
  readonly cut: number;
  /** Calls that had not ended when the recording did. */
  readonly open: number;
  /** What the file holds and the picture does not. */
  readonly leftOut: readonly { readonly what: LeftOut; readonly count: number }[];
}

/** What a picture leaves out: `counters`, `flows` ..., each the key of its words. */
type LeftOut =
  | 'asynchronous'
  | 'counters'
  | 'flows'
  | 'instants'
  | 'neverBegan'
  | 'noEvent'
  | 'noThread'
  | 'noTime'
  | 'objects'
  | 'otherKinds'
  | 'samples';

export interface OpenedTrace extends LoadedTrace {
  /** Null for a trace of Interleave's own. */
  readonly imported: ImportReport | null;
}

/** More text than this is refused unless it carries our own format. */
const MOST_FOREIGN_TEXT = 160_000_000;
const MOST_CALLS = 1_000_000;
const MOST_THREADS = 5_000;
const MOST_MARKS = 2_000;
const LONGEST_NAME = 200;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Opens a file's text. The error is one sentence for people. */
export function openTrace(text: string): Result<OpenedTrace> {
  // What our own export carries is found without reading the rest, which is many times as long.
  const carried = carriedTrace(text);
  if (carried !== null) {
    const own = parseTraceFile(carried);
    if (own.ok) return ok({ ...own.value, imported: null });
  }
  if (text.trim() === '') return err(traceImport.empty);
  if (text.length > MOST_FOREIGN_TEXT) {
    return err(traceImport.tooLong(million(text.length), million(MOST_FOREIGN_TEXT)));
  }
  const value = parseJson(text);
  return value === undefined ? err(traceImport.notJson) : openTraceValue(value);
}

/** The same for a value that is already parsed. */
export function openTraceValue(value: unknown): Result<OpenedTrace> {
  if (isObject(value) && (value['format'] !== undefined || isObject(value['interleave']))) {
    const own = parseTraceFile(value);
    return own.ok ? ok({ ...own.value, imported: null }) : own;
  }
  const events = Array.isArray(value) ? (value as readonly unknown[]) : isObject(value) ? value['traceEvents'] : null;
  if (!Array.isArray(events)) {
    return err(traceImport.noEvents);
  }
  return importEvents(events, isObject(value) ? toolOf(value) : null);
}

const CARRIED = '"interleave":{"format":"interleave-trace"';

/**
 * The trace that our own export carries at its end. (Within a JSON string a quotation mark stands behind a backslash, so
 * this text can only be a key and its value.)
 */
function carriedTrace(text: string): unknown {
  const at = text.lastIndexOf(CARRIED);
  if (at < 0) return null;
  try {
    const rest: unknown = JSON.parse(`{${text.slice(at)}`);
    return isObject(rest) ? rest['interleave'] : null;
  } catch {
    return null;
  }
}

/** Undefined for what is no JSON. A list may lack its end: the format allows it, for programs that were cut off. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!text.trimStart().startsWith('[')) return undefined;
  }
  try {
    return JSON.parse(`${text.trimEnd().replace(/,$/, '')}]`);
  } catch {
    return undefined;
  }
}

function toolOf(file: Json): string | null {
  const viztracer = file['viztracer_metadata'];
  if (isObject(viztracer)) {
    const version = viztracer['version'];
    return typeof version === 'string' && /^[\w.+-]{1,20}$/.test(version) ? `VizTracer ${version}` : 'VizTracer';
  }
  return null;
}

/** One call, or a part of one: a thread's stretch from `from` on. Times are microseconds from the first event. */
interface Call {
  readonly start: number;
  end: number;
  readonly name: string;
}

interface Thread {
  readonly pid: number;
  readonly tid: number;
  name: string | null;
  readonly calls: Call[];
  /** Calls that have begun (`B`) and not ended. */
  readonly begun: Call[];
  readonly marks: { readonly t: number; readonly text: string }[];
}

const LEFT_OUT: Readonly<Record<string, LeftOut>> = {
  C: 'counters',
  s: 'flows',
  t: 'flows',
  f: 'flows',
  b: 'asynchronous',
  n: 'asynchronous',
  e: 'asynchronous',
  S: 'asynchronous',
  T: 'asynchronous',
  p: 'asynchronous',
  F: 'asynchronous',
  P: 'samples',
  N: 'objects',
  O: 'objects',
  D: 'objects',
};

class Reading {
  readonly threads = new Map<string, Thread>();
  readonly processNames = new Map<number, string>();
  readonly leftOut = new Map<LeftOut, number>();
  calls = 0;
  marks = 0;
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  /** Numbers for ids that are words. */
  readonly #words = new Map<string, number>();

  omit(what: LeftOut): void {
    this.leftOut.set(what, (this.leftOut.get(what) ?? 0) + 1);
  }

  id(value: unknown): number | null {
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value !== 'string') return null;
    const known = this.#words.get(value);
    if (known !== undefined) return known;
    // Below zero, where no process has its number.
    const id = /^\d{1,15}$/.test(value) ? Number(value) : -1 - this.#words.size;
    this.#words.set(value, id);
    return id;
  }

  thread(event: Json): Thread | null {
    const pid = this.id(event['pid'] ?? 0);
    const tid = this.id(event['tid'] ?? 0);
    if (pid === null || tid === null) return null;
    const key = `${pid}/${tid}`;
    let thread = this.threads.get(key);
    if (thread === undefined) {
      if (this.threads.size >= MOST_THREADS) return null;
      this.threads.set(key, (thread = { pid, tid, name: null, calls: [], begun: [], marks: [] }));
    }
    return thread;
  }

  saw(ts: number): void {
    this.first = Math.min(this.first, ts);
    this.last = Math.max(this.last, ts);
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function nameOf(event: Json): string {
  const { name } = event;
  return typeof name === 'string' && name !== '' ? name.slice(0, LONGEST_NAME) : traceImport.namelessCall;
}

function readEvent(reading: Reading, event: unknown): void {
  const phase = isObject(event) ? event['ph'] : null;
  if (!isObject(event) || typeof phase !== 'string') return reading.omit('noEvent');
  const thread = reading.thread(event);
  if (thread === null) return reading.omit('noThread');
  if (phase === 'M') return readName(reading, event, thread);
  const what = LEFT_OUT[phase];
  if (what !== undefined) return reading.omit(what);
  const { ts, dur } = event;
  if (!isTime(ts)) return reading.omit('noTime');
  switch (phase) {
    case 'X':
      if (!isTime(dur ?? 0) || (dur as number) < 0) return reading.omit('noTime');
      reading.calls++;
      thread.calls.push({ start: ts, end: ts + ((dur as number | undefined) ?? 0), name: nameOf(event) });
      reading.saw(ts);
      return reading.saw(ts + ((dur as number | undefined) ?? 0));
    case 'B': {
      const call: Call = { start: ts, end: Number.POSITIVE_INFINITY, name: nameOf(event) };
      reading.calls++;
      thread.calls.push(call);
      thread.begun.push(call);
      return reading.saw(ts);
    }
    case 'E': {
      const call = thread.begun.pop();
      if (call === undefined) return reading.omit('neverBegan');
      call.end = Math.max(call.start, ts);
      return reading.saw(ts);
    }
    case 'i':
    case 'I':
    case 'R':
      if (reading.marks >= MOST_MARKS) return reading.omit('instants');
      reading.marks++;
      thread.marks.push({ t: ts, text: nameOf(event) });
      return reading.saw(ts);
    default:
      return reading.omit('otherKinds');
  }
}

function readName(reading: Reading, event: Json, thread: Thread): void {
  const { name, args } = event;
  const value = isObject(args) ? args['name'] : undefined;
  if (typeof value !== 'string' || value === '') return;
  if (name === 'process_name') reading.processNames.set(thread.pid, value.slice(0, LONGEST_NAME));
  if (name === 'thread_name') thread.name = value.slice(0, LONGEST_NAME);
}

/** What a stretch of a thread is told as. Index 0 of all is "no call". */
interface Kind {
  readonly state: ActorState;
  readonly via: string;
  readonly place: Place | null;
}

const NO_CALL = (): Kind => ({ state: 'ready', via: traceImport.noCall, place: null });

/** Calls that do nothing but wait, as CPython's own C functions are called; no function of a program's has such a name. */
const WAITS: readonly (readonly [RegExp, ActorState])[] = [
  [/^time\.sleep$/, 'sleeping'],
  [/^_?thread\.(?:lock|RLock|_local)\.(?:acquire|__enter__|acquire_lock)$/, 'blocked'],
  [/^_multiprocessing\.SemLock\.(?:acquire|__enter__)$/, 'blocked'],
  [/^_queue\.SimpleQueue\.get$/, 'blocked'],
  [/^select\.(?:select|poll|(?:e?poll|kqueue|devpoll)\.(?:poll|control))$/, 'waiting'],
  [/^_?socket\.socket\.(?:accept|connect|recv|recv_into|recvfrom|send|sendall)$/, 'waiting'],
  [/^_ssl\._SSLSocket\.(?:read|write|do_handshake)$/, 'waiting'],
  [/^(?:posix|nt)\.(?:waitpid|wait|wait4)$/, 'waiting'],
];

/** `work (/home/me/app.py:12)`, and in files of older versions `/home/me/app.py(12).work`. */
const PYTHON_CALL = /^(.{1,150}) \((.{1,190}):(\d{1,7})\)$/;
const OLD_PYTHON_CALL = /^(.{1,190})\((\d{1,7})\)\.(.{1,150})$/;

function kindOf(name: string): Kind {
  const found = PYTHON_CALL.exec(name);
  const old = found === null ? OLD_PYTHON_CALL.exec(name) : null;
  if (found === null && old === null) {
    return { state: WAITS.find(([shape]) => shape.test(name))?.[1] ?? 'running', via: name, place: null };
  }
  const [via, path, line] = found === null ? [old?.[3], old?.[1], old?.[2]] : [found[1], found[2], found[3]];
  const file = (path ?? '').split(/[\\/]/).at(-1) ?? '';
  const known = file !== '' && Number(line) > 0;
  return { state: 'running', via: via ?? name, place: known ? { file, line: Number(line) } : null };
}

/** The kinds of stretches, each once. */
class Kinds {
  readonly list: Kind[] = [NO_CALL()];
  readonly #indices = new Map<string, number>();

  of(name: string): number {
    let index = this.#indices.get(name);
    if (index === undefined) this.#indices.set(name, (index = this.list.push(kindOf(name)) - 1));
    return index;
  }
}

/** What happens, as numbers: at `t`, thread `who` begins a stretch of `kind`. */
class Steps {
  readonly t: number[] = [];
  readonly who: number[] = [];
  readonly kind: number[] = [];

  /** The last stretch that begins at an instant is the one that lasts. */
  add(t: number, who: number, kind: number, first: number): void {
    const last = this.t.length - 1;
    if (last >= first && this.t[last] === t) {
      this.kind[last] = kind;
      return;
    }
    if (last >= first && this.kind[last] === kind) return;
    this.t.push(t);
    this.who.push(who);
    this.kind.push(kind);
  }

  /** What would begin only when the thread is over does not; unless there is nothing else. */
  trim(until: number, who: number): void {
    if (this.t.at(-1) !== until || this.who.at(-1) !== who || this.who.at(-2) !== who) return;
    this.t.pop();
    this.who.pop();
    this.kind.pop();
  }
}

/**
 * Goes through a thread's calls as through brackets: what was opened last is the innermost. A call that lasts longer than
 * the one around it is cut to that one's end.
 *
 *     outer  [-----------------]          told as   outer | inner | outer | late
 *     inner       [---]                                                   (cut here)
 *     late                  [-----]
 */
function unfold(thread: Thread, who: number, first: number, origin: number, kinds: Kinds, steps: Steps): number {
  const { calls } = thread;
  calls.sort((a, b) => a.start - b.start || b.end - a.end);
  const open: { readonly end: number; readonly kind: number }[] = [];
  let cut = 0;
  const close = (until: number): void => {
    for (let call = open.at(-1); call !== undefined && call.end <= until; call = open.at(-1)) {
      open.pop();
      steps.add(call.end, who, open.at(-1)?.kind ?? 0, first);
    }
  };
  for (const { start, end, name } of calls) {
    const from = Math.round(start - origin);
    close(from);
    const around = open.at(-1);
    const wanted = Math.round(end - origin);
    const until = around === undefined ? wanted : Math.min(wanted, around.end);
    if (until < wanted) cut++;
    const kind = kinds.of(name);
    steps.add(from, who, kind, first);
    open.push({ end: until, kind });
  }
  close(Number.POSITIVE_INFINITY);
  return cut;
}

function importEvents(events: readonly unknown[], tool: string | null): Result<OpenedTrace> {
  if (events.length === 0) return err(traceImport.emptyTrace);
  const reading = new Reading();
  for (const event of events) {
    readEvent(reading, event);
    if (reading.calls > MOST_CALLS) {
      return err(traceImport.tooManyCalls(million(MOST_CALLS)));
    }
  }
  const threads = [...reading.threads.values()].filter(({ calls, marks }) => calls.length > 0 || marks.length > 0);
  if (reading.calls === 0) {
    return err(traceImport.noCalls);
  }
  const span = reading.last - reading.first;
  if (!(span <= MAX_MICROS)) {
    return err(traceImport.tooLongTime(formatMs(MAX_MICROS / 1000)));
  }
  let open = 0;
  for (const { begun } of threads) {
    for (const call of begun) call.end = reading.last;
    open += begun.length;
  }
  const built = build(reading, threads);
  if (!built.ok) return built;
  const { trace, waits, cut } = built.value;
  return ok({
    trace,
    output: [],
    imported: {
      tool: tool ?? (looksLikeVizTracer(events) ? 'VizTracer' : null),
      processes: trace.counts.processes,
      threads: threads.length,
      calls: reading.calls,
      waits,
      cut,
      open,
      leftOut: [...reading.leftOut].map(([what, count]) => ({ what, count })),
    },
  });
}

function looksLikeVizTracer(events: readonly unknown[]): boolean {
  return events.slice(0, 50).some((event) => isObject(event) && event['ph'] === 'X' && event['cat'] === 'FEE');
}

interface Built {
  readonly trace: LoadedTrace['trace'];
  readonly waits: number;
  readonly cut: number;
}

/** 2^21 steps and 2^32 microseconds: together they fit into one exact number. */
const STEP_BITS = 2 ** 21;

function build(reading: Reading, threads: readonly Thread[]): Result<Built> {
  const kinds = new Kinds();
  const steps = new Steps();
  const builder = new TraceBuilder();
  const time = (micros: number) => (micros / 1000) as TraceTime;
  // Processes and threads in the order of the file, which is mostly the order in which they began.
  const pids = [...new Set(threads.map(({ pid }) => pid))];
  const homes = new Map(pids.map((pid, i) => [pid, i]));
  const spans = threads.map(({ calls, marks }) => {
    let [from, until] = [Number.POSITIVE_INFINITY, 0];
    for (const { start, end } of calls) {
      from = Math.min(from, Math.round(start - reading.first));
      until = Math.max(until, Math.round(end - reading.first));
    }
    for (const { t } of marks) {
      from = Math.min(from, Math.round(t - reading.first));
      until = Math.max(until, Math.round(t - reading.first));
    }
    return { from, until };
  });
  let cut = 0;
  threads.forEach((thread, i) => {
    // Before its first call and after its last, nothing is known of a thread.
    const { from } = spans[i] as { from: number };
    const first = steps.t.length;
    if (thread.calls.length > 0) steps.add(from, i, 0, first);
    cut += unfold(thread, i, first, reading.first, kinds, steps);
    steps.trim((spans[i] as { until: number }).until, i);
  });
  if (steps.t.length >= STEP_BITS || steps.t.length + 4 * threads.length + reading.marks > MAX_EVENTS) {
    return err(traceImport.tooManyStretches(million(steps.t.length)));
  }

  // Lines are told by a number of few bits: the files come first.
  for (const { place } of kinds.list) if (place !== null) builder.intern(place.file);

  interface Moment {
    readonly t: number;
    tell(): void;
  }
  const starts: Moment[] = [];
  const ends: Moment[] = [];
  const marks: Moment[] = [];
  let actors = 0;
  const ids: number[] = [];
  const processIds = new Map<number, number>();
  const inOrder = threads.map((_, i) => i).sort((a, b) => spanOf(a).from - spanOf(b).from || a - b);
  function spanOf(i: number): { from: number; until: number } {
    return spans[i] as { from: number; until: number };
  }
  for (const i of inOrder) {
    const thread = threads[i] as Thread;
    const { from, until } = spanOf(i);
    let process = processIds.get(thread.pid);
    if (process === undefined) {
      const id = actors++;
      processIds.set(thread.pid, (process = id));
      const name = reading.processNames.get(thread.pid) ?? `Process ${thread.pid}`;
      const marker = id === 0;
      starts.push({
        t: from,
        tell() {
          builder.add({
            kind: 'actor-start',
            t: time(from),
            actor: actorId(id),
            actorKind: 'process',
            name,
            parent: null,
          });
          if (!marker) return;
          builder.add({
            kind: 'resource',
            t: time(from),
            resource: resourceId(0),
            resourceKind: 'other',
            name: IMPORTED,
            process: actorId(id),
            internal: true,
            runWide: false,
          });
        },
      });
    }
    const id = (ids[i] = actors++);
    const parent = actorId(process);
    const name = thread.name ?? (thread.tid === thread.pid ? 'MainThread' : `Thread ${thread.tid}`);
    starts.push({
      t: from,
      tell: () =>
        builder.add({ kind: 'actor-start', t: time(from), actor: actorId(id), actorKind: 'thread', name, parent }),
    });
    ends.push({
      t: until,
      tell: () => builder.add({ kind: 'actor-end', t: time(until), actor: actorId(id), ending: 'returned' }),
    });
    for (const { t, text } of thread.marks) {
      const micros = Math.round(t - reading.first);
      marks.push({
        t: micros,
        tell: () =>
          builder.add({
            kind: 'mark',
            t: time(micros),
            actor: actorId(id),
            text,
            lastedMicros: 0,
            place: null,
          }),
      });
    }
  }
  for (const pid of homes.keys()) {
    const id = processIds.get(pid);
    if (id === undefined) continue;
    const until = Math.max(...threads.flatMap((thread, i) => (thread.pid === pid ? [spanOf(i).until] : [])));
    ends.push({
      t: until,
      tell: () => builder.add({ kind: 'actor-end', t: time(until), actor: actorId(id), ending: 'returned' }),
    });
  }

  const order = new Float64Array(steps.t.length);
  for (let i = 0; i < order.length; i++) order[i] = (steps.t[i] as number) * STEP_BITS + i;
  order.sort();
  let waits = 0;
  const tellStep = (i: number): void => {
    const { state, via, place } = kinds.list[steps.kind[i] as number] as Kind;
    if (state !== 'running' && state !== 'ready') waits++;
    builder.add({
      kind: 'state',
      t: time(steps.t[i] as number),
      actor: actorId(ids[steps.who[i] as number] as number),
      state,
      resource: null,
      target: null,
      via,
      place,
    });
  };

  // At one instant: who starts, what they do, what is remarked, who ends; and threads before their processes.
  const byTime = (list: Moment[]): Moment[] => list.sort((a, b) => a.t - b.t);
  const queues = [byTime(starts), byTime(marks), byTime(ends)] as const;
  const at: [number, number, number] = [0, 0, 0];
  let step = 0;
  try {
    for (;;) {
      const stepAt = step < order.length ? Math.floor((order[step] as number) / STEP_BITS) : Number.POSITIVE_INFINITY;
      const [start, mark, end] = [queues[0][at[0]], queues[1][at[1]], queues[2][at[2]]].map(
        (moment) => moment?.t ?? Number.POSITIVE_INFINITY,
      ) as [number, number, number];
      const next = Math.min(stepAt, start, mark, end);
      if (next === Number.POSITIVE_INFINITY) break;
      if (start === next) queues[0][at[0]++]?.tell();
      else if (stepAt === next) tellStep((order[step++] as number) % STEP_BITS);
      else if (mark === next) queues[1][at[1]++]?.tell();
      else queues[2][at[2]++]?.tell();
    }
    const trace = builder.finish(time(Math.round(reading.last - reading.first)));
    return ok({ trace, waits, cut });
  } catch (error) {
    if (error instanceof TraceError) return err(traceImport.impossible(error.message));
    throw error;
  }
}

function million(n: number): string {
  if (n < 1e6) return whole(n);
  return traceImport.million(n % 1e6 === 0 ? whole(n / 1e6) : decimal(n / 1e6, 1));
}

/** What is to be said beside the picture of a file that another tool wrote: plain sentences, the most needed first. */
export function describeImport(report: ImportReport, ms: number): string[] {
  const { tool, calls, threads, processes, waits, cut, open, leftOut } = report;
  return [
    traceImport.importedFrom(tool, traceImport.shows(calls, threads, processes, formatMs(ms))),
    traceImport.strand,
    ...(waits === 0 ? [] : [traceImport.waits]),
    ...(open === 0 ? [] : [traceImport.open(open)]),
    ...(cut === 0 ? [] : [traceImport.cut(cut)]),
    ...(leftOut.length === 0
      ? []
      : [traceImport.notShown(leftOut.map(({ what, count }) => traceImport[what](count)).join(', '))]),
  ];
}
