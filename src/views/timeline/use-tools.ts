import { useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import type { ResourceId } from '../../trace/events';
import { nextStretch, type Found, type StretchAt } from '../../trace/find';
import { formatMs } from '../../trace/format';
import { LANE_ORDERS, type LaneOrder } from '../../trace/lane-order';
import { actorId, traceTime } from '../../trace/ids';
import { explainMoment } from '../../trace/moment-words';
import { rangeStats } from '../../trace/range-stats';
import { rangeWords } from '../../trace/range-words';
import type { Trace } from '../../trace/trace';
import { resourceName } from '../../trace/words';
import type { ClothHandle } from './cloth';
import type { ClothTools } from './cloth-tools';
import type { PlaybackSource } from './playback-source';
import { isSameRun } from './same-run';
import { ORDER_NAMES, type MenuAction } from './tools-menu';
import type { TimeRange } from './tools-painter';

/** So much of a range is said at once; the rest stands below the picture. */
const SAID = 3;
const NO_TIME = -1;

interface Asked {
  readonly followed: ResourceId | null;
  readonly range: TimeRange | null;
  /** Where a range begins that still moves with the playhead. */
  readonly anchor: number | null;
  /** The pointer is at it, or is to be. */
  readonly drags: 'no' | 'armed' | 'yes';
}

const NOTHING: Asked = { followed: null, range: null, anchor: null, drags: 'no' };

/** What the timeline's tools are set to. What is asked of one run (a range, whom to follow) is forgotten with the next. */
export function useTools(trace: Trace | null, playback: PlaybackSource, cloth: RefObject<ClothHandle | null>) {
  const [order, setOrder] = useState<LaneOrder>('start');
  const [asked, setAsked] = useState<Asked>(NOTHING);
  const [finding, setFinding] = useState(false);
  const [explaining, setExplaining] = useState(false);
  const [helping, setHelping] = useState(false);
  const lastFound = useRef<StretchAt | null>(null);
  const [known, setKnown] = useState(trace);
  if (known !== trace) {
    setKnown(trace);
    if (known === null || trace === null || !isSameRun(known, trace)) {
      setAsked(NOTHING);
      setFinding(false);
      setExplaining(false);
    }
  }

  const { followed, anchor, drags } = asked;
  const change = (next: Partial<Asked>) => setAsked((now) => ({ ...now, ...next }));
  const say = (words: string) => cloth.current?.say(words);
  const t = useSyncExternalStore(playback.subscribe, () => (anchor === null ? NO_TIME : playback.getState().t));
  const range = anchor === null ? asked.range : between(anchor, t);

  const sayRange = (chosen: TimeRange) => {
    if (trace === null) return;
    say(
      rangeWords(trace, rangeStats(trace, chosen.t0, chosen.t1))
        .slice(0, SAID)
        .join(' '),
    );
  };
  const clearRange = () => change({ range: null, anchor: null, drags: 'no' });
  const markRange = () => {
    const { t: now } = playback.getState();
    if (anchor === null) {
      change({ anchor: now, drags: 'no' });
      say(`A range begins at ${formatMs(now)}. Move the playhead, and press S again where it ends.`);
      return;
    }
    const chosen = between(anchor, now);
    change({ range: chosen, anchor: null });
    sayRange(chosen);
  };
  const follow = (resource: ResourceId | null) => {
    change({ followed: resource });
    if (trace === null) return;
    say(resource === null ? 'Nothing is followed' : `${resourceName(trace, resource)} is followed, all else fades`);
  };
  /** Goes to the next stretch of what was found, round from the end to the beginning. False where there is none. */
  const goToFound = (found: Found, direction: 1 | -1): boolean => {
    if (trace === null) return false;
    if (found.kind === 'resource' && found.resource !== followed) follow(found.resource);
    const all = trace.actors.length;
    const outside = direction === 1 ? BEFORE_ALL : { ...AFTER_ALL, actor: actorId(all) };
    // Whoever asks for an actor wants its lane; the first stretch of it will do.
    const here = lastFound.current ?? { ...outside, index: -1, start: playback.getState().t };
    const next = nextStretch(trace, found, here, direction) ?? nextStretch(trace, found, outside, direction);
    if (next === null) return false;
    lastFound.current = next;
    cloth.current?.goTo(next);
    return true;
  };
  const chooseOrder = (next: LaneOrder) => {
    setOrder(next);
    say(`Lanes ${ORDER_NAMES[next]}`);
  };
  const toggleExplain = () => {
    if (!explaining && trace !== null) {
      const { t: now } = playback.getState();
      say(`At ${formatMs(now)}. ${explainMoment(trace, traceTime(Math.min(now, trace.end))).join(' ')}`);
    }
    setExplaining(!explaining);
  };
  const act = (action: MenuAction) => {
    if (action === 'help') setHelping(true);
    else if (action === 'explain') toggleExplain();
    else {
      change({ drags: 'armed', anchor: null });
      say('Drag across the picture to select a range');
    }
  };

  const forCloth: ClothTools = {
    order,
    followed,
    range,
    selects: drags === 'armed' || drags === 'yes',
    leavable: range !== null || followed !== null || drags === 'armed',
    onRange: (next, done) => {
      const chosen = { t0: inMicros(next.t0), t1: inMicros(next.t1) };
      change({ range: chosen, anchor: null, drags: done ? 'no' : 'yes' });
      if (done) sayRange(chosen);
    },
    onFollow: (resource) => {
      if (resource !== null && resource !== followed) follow(resource);
      else if (followed !== null) follow(null);
      else say('Choose a stretch that waits for something or holds it, then press F to follow that');
    },
    onTool: (tool) => {
      if (tool === 'range') markRange();
      else if (tool === 'order')
        chooseOrder(LANE_ORDERS[(LANE_ORDERS.indexOf(order) + 1) % LANE_ORDERS.length] ?? 'start');
      else if (tool === 'explain') toggleExplain();
      else if (tool === 'find') setFinding(true);
      else setHelping(true);
    },
    onLeave: () => {
      if (range !== null || drags !== 'no') clearRange();
      else follow(null);
    },
  };

  return {
    order,
    setOrder: chooseOrder,
    followed,
    follow,
    range,
    /** It still moves, with the playhead or with the pointer. */
    isSelecting: anchor !== null || drags === 'yes',
    clearRange,
    finding,
    setFinding: (next: boolean) => {
      lastFound.current = null;
      setFinding(next);
    },
    goToFound,
    explaining,
    toggleExplain,
    helping,
    closeHelp: () => {
      setHelping(false);
      cloth.current?.focus();
    },
    act,
    cloth: forCloth,
  };
}

const BEFORE_ALL: StretchAt = { actor: actorId(-1), index: -1, start: -1 };
const AFTER_ALL: StretchAt = { actor: actorId(0), index: Number.POSITIVE_INFINITY, start: Number.POSITIVE_INFINITY };

function between(a: number, b: number): TimeRange {
  return { t0: inMicros(Math.min(a, b)), t1: inMicros(Math.max(a, b)) };
}

/** The trace knows whole microseconds. */
function inMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
