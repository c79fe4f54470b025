/**
 * Export as Chrome's Trace Event JSON, which Perfetto, VizTracer's viewer and chrome://tracing open.
 *
 * | Interleave            | Chrome                                                                               |
 * |-----------------------|--------------------------------------------------------------------------------------|
 * | process               | a `pid`, with `process_name`                                                         |
 * | any other actor       | a `tid` of its process, with `thread_name` and its order of appearance               |
 * | a stretch in a state  | `X` slice, category `state`, with the line and the reason in `args`                  |
 * | holding a lock        | `b`/`e` nestable async pair, category `hold`: holds may cross, slices must nest       |
 * | hand-over             | flow `s` -> `f` from the giver's stretch to the receiver's, category `hand-over`     |
 * | message               | flow `s` -> `f` from sender to receiver, category `message`, its size in `args`       |
 * | output, mark          | `i` instant of its thread                                                            |
 *
 * Times are microseconds, as ours. Chrome's ids start at 1 here, since some viewers treat 0 as the idle process.
 */
import type { ActorId, Place, Stream } from './events';
import { toTraceFile, type SavedOutput, type TraceFile } from './json';
import { processOf } from './selectors';
import type { Trace } from './trace';
import { actorName, resourceName } from './words';

export type ChromeEvent = {
  readonly name: string;
  readonly ph: 'X' | 'M' | 's' | 'f' | 'i' | 'b' | 'e';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number | string;
  /** Flow ends bind to the enclosing slice. */
  readonly bp?: 'e';
  /** An instant of its thread. */
  readonly s?: 't';
  readonly args?: Readonly<Record<string, string | number | boolean>>;
};

export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: Readonly<Record<string, string>>;
  /** Our own format, so that the same file can be opened in Interleave again. Viewers ignore it. */
  readonly interleave: TraceFile;
}

function micros(ms: number): number {
  return Math.round(ms * 1000);
}

function placeWords(place: Place): string {
  return `${place.file}:${place.line}`;
}

/** The trace in both formats, as one object. */
export function toChromeTrace(trace: Trace, output: readonly SavedOutput[] = []): ChromeTrace {
  return {
    traceEvents: [
      ...nameEvents(trace),
      ...stateEvents(trace),
      ...holdEvents(trace),
      ...messageEvents(trace),
      ...momentEvents(trace, output),
    ],
    displayTimeUnit: 'ms',
    otherData: { producer: 'Interleave' },
    interleave: toTraceFile(trace, output),
  };
}

/** What `--trace OUT.json` writes. `loadTrace` reads it back. */
export function exportTrace(trace: Trace, output: readonly SavedOutput[] = []): string {
  return JSON.stringify(toChromeTrace(trace, output));
}

function where(trace: Trace, actor: ActorId): { pid: number; tid: number } {
  return { pid: processOf(trace, actor) + 1, tid: actor + 1 };
}

function nameEvents(trace: Trace): ChromeEvent[] {
  return trace.actors.flatMap((actor): ChromeEvent[] => {
    const at = where(trace, actor.id);
    const isHome = at.pid === at.tid;
    return [
      ...(isHome ? [{ name: 'process_name', ph: 'M' as const, ...at, args: { name: actor.name } }] : []),
      { name: 'thread_name', ph: 'M', ...at, args: { name: isHome ? `${actor.kind} ${actor.name}` : actor.name } },
      { name: 'thread_sort_index', ph: 'M', ...at, args: { sort_index: actor.id } },
    ];
  });
}

function stateEvents(trace: Trace): ChromeEvent[] {
  const events: ChromeEvent[] = [];
  for (const { actor, segments } of trace.lanes) {
    const at = where(trace, actor.id);
    for (let i = 0; i < segments.length; i++) {
      const { start, end, state, resource, target, via, place } = segments.at(i);
      const args = {
        ...(resource === null ? {} : { resource: resourceName(trace, resource) }),
        ...(target === null ? {} : { target: actorName(trace, target) }),
        ...(via === '' ? {} : { via }),
        ...(place === null ? {} : { line: placeWords(place) }),
      };
      events.push({
        name: state,
        ph: 'X',
        cat: 'state',
        ...at,
        ts: micros(start),
        dur: micros(end) - micros(start),
        args,
      });
    }
  }
  return events;
}

function holdEvents(trace: Trace): ChromeEvent[] {
  const events: ChromeEvent[] = [];
  for (const resource of trace.resources) {
    const holds = trace.holds(resource.id);
    const name = resourceName(trace, resource.id);
    for (let i = 0; i < holds.length; i++) {
      const { actor, start, end, place, handedOver } = holds.at(i);
      const common = { name, cat: 'hold', id: `${resource.id}.${i}`, ...where(trace, actor) };
      const args = { handedOver, internal: resource.internal, ...(place === null ? {} : { line: placeWords(place) }) };
      events.push({ ...common, ph: 'b', ts: micros(start), args }, { ...common, ph: 'e', ts: micros(end) });
    }
  }
  return events;
}

function messageEvents(trace: Trace): ChromeEvent[] {
  const events: ChromeEvent[] = [];
  for (let i = 0; i < trace.messages.length; i++) {
    const { sender, receiver, resource, sentAt, receivedAt, bytes, picklingMs, unpicklingMs } = trace.messages.at(i);
    const args = {
      bytes,
      ...(picklingMs === null ? {} : { picklingMs }),
      ...(unpicklingMs === null ? {} : { unpicklingMs }),
    };
    const common = { name: resourceName(trace, resource), cat: 'message', id: `m${i + 1}`, args };
    if (receiver === null || receivedAt === null) {
      const { name, cat } = common;
      events.push({
        name: `${name} (not received)`,
        ph: 'i',
        s: 't',
        cat,
        ...where(trace, sender),
        ts: micros(sentAt),
        args,
      });
      continue;
    }
    events.push(
      { ...common, ph: 's', ...where(trace, sender), ts: micros(sentAt) },
      { ...common, ph: 'f', bp: 'e', ...where(trace, receiver), ts: micros(receivedAt) },
    );
  }
  return events;
}

/** What each process wrote, all of it in order: output events count its characters. */
function logs(trace: Trace, output: readonly SavedOutput[]): ReadonlyMap<ActorId, string> {
  const pieces = new Map<ActorId, string[]>();
  for (const { stream, actor, text } of output) {
    const known = trace.actors[actor];
    if (known === undefined || stream === ('notice' satisfies Stream)) continue;
    const process = processOf(trace, known.id);
    const list = pieces.get(process);
    if (list === undefined) pieces.set(process, [text]);
    else list.push(text);
  }
  return new Map([...pieces].map(([process, list]) => [process, list.join('')]));
}

function momentEvents(trace: Trace, output: readonly SavedOutput[]): ChromeEvent[] {
  const events: ChromeEvent[] = [];
  const written = logs(trace, output);
  for (let i = 0; i < trace.length; i++) {
    const event = trace.at(i);
    const ts = micros(event.t);
    if (event.kind === 'hand-over') {
      const common = { name: resourceName(trace, event.resource), cat: 'hand-over', id: i + 1, ts };
      events.push(
        // The giver's stretch ends at this very instant: the flow leaves from just before, to be inside of it.
        { ...common, ph: 's', ...where(trace, event.from), ts: Math.max(0, ts - 1), args: { reason: event.reason } },
        { ...common, ph: 'f', bp: 'e', ...where(trace, event.to) },
      );
    } else if (event.kind === 'mark') {
      const at = event.place === null ? {} : { args: { line: event.place.line, file: event.place.file } };
      events.push({ name: event.text, ph: 'i', s: 't', cat: 'mark', ...where(trace, event.actor), ts, ...at });
    } else if (event.kind === 'output') {
      const log = written.get(processOf(trace, event.actor)) ?? '';
      const text = log.slice(event.offset, event.offset + event.length);
      const args = { ...(text === '' ? {} : { text }), length: event.length };
      events.push({ name: event.stream, ph: 'i', s: 't', cat: 'output', ...where(trace, event.actor), ts, args });
    }
  }
  return events;
}
