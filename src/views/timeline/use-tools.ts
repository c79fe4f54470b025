import { timeline } from '../../texts/en/timeline';
import { useRef, useState, type RefObject } from 'react';
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
import type { MenuAction } from './tools-menu';
import type { TimeRange } from './tools-painter';
import { useRange } from './use-range';

/** So much of a range is said at once; the rest stands below the picture. */
const SAID = 3;
/** What the timeline's tools are set to. What is asked of one run (a range, whom to follow) is forgotten with the next. */
export function useTools(trace: Trace | null, playback: PlaybackSource, cloth: RefObject<ClothHandle | null>) {
  const [order, setOrder] = useState<LaneOrder>('start');
  const [followed, setFollowed] = useState<ResourceId | null>(null);
  const [finding, setFinding] = useState(false);
  const [explaining, setExplaining] = useState(false);
  const [helping, setHelping] = useState(false);
  const lastFound = useRef<StretchAt | null>(null);
  const say = (words: string) => cloth.current?.say(words);
  const sayRange = (chosen: TimeRange) => {
    if (trace === null) return;
    say(
      rangeWords(trace, rangeStats(trace, chosen.t0, chosen.t1))
        .slice(0, SAID)
        .join(' '),
    );
  };
  const ranged = useRange(playback, say, sayRange);
  const [known, setKnown] = useState(trace);
  if (known !== trace) {
    setKnown(trace);
    if (known === null || trace === null || !isSameRun(known, trace)) {
      ranged.clear();
      setFollowed(null);
      setFinding(false);
      setExplaining(false);
    }
  }

  const follow = (resource: ResourceId | null) => {
    setFollowed(resource);
    if (trace === null) return;
    say(resource === null ? timeline.followsNothing : timeline.follows(resourceName(trace, resource)));
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
    say(timeline.lanes(timeline.order(next)));
  };
  const toggleExplain = () => {
    if (!explaining && trace !== null) {
      const { t: now } = playback.getState();
      say(timeline.momentSaid(formatMs(now), explainMoment(trace, traceTime(Math.min(now, trace.end))).join(' ')));
    }
    setExplaining(!explaining);
  };
  const act = (action: MenuAction) => {
    if (action === 'help') setHelping(true);
    else if (action === 'explain') toggleExplain();
    else ranged.arm();
  };

  const forCloth: ClothTools = {
    order,
    followed,
    range: ranged.range,
    selects: ranged.selects,
    leavable: ranged.leavable || followed !== null,
    onRange: ranged.drag,
    onFollow: (resource) => {
      if (resource !== null && resource !== followed) follow(resource);
      else if (followed !== null) follow(null);
      else say(timeline.chooseFollowed);
    },
    onTool: (tool) => {
      if (tool === 'range') ranged.mark();
      else if (tool === 'order')
        chooseOrder(LANE_ORDERS[(LANE_ORDERS.indexOf(order) + 1) % LANE_ORDERS.length] ?? 'start');
      else if (tool === 'explain') toggleExplain();
      else if (tool === 'find') setFinding(true);
      else setHelping(true);
    },
    onLeave: () => {
      if (ranged.leavable) ranged.clear();
      else follow(null);
    },
  };

  return {
    order,
    setOrder: chooseOrder,
    followed,
    follow,
    range: ranged.range,
    isSelecting: ranged.isSelecting,
    clearRange: ranged.clear,
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
