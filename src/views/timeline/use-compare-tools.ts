import { timeline } from '../../texts/en/timeline';
import { useRef, useState } from 'react';
import { LANE_ORDERS, type LaneOrder } from '../../trace/lane-order';
import { resourceName } from '../../trace/words';
import type { ClothHandle } from './cloth';
import type { ClothTools } from './cloth-tools';
import {
  followedWords,
  nextInRuns,
  outsideOf,
  rangeInRun,
  resourceNamed,
  type FoundInRuns,
  type NamedRun,
  type StretchInRuns,
} from './compare-tools';
import { formatMs } from '../../trace/format';
import type { PlaybackSource } from './playback-source';
import type { MenuAction } from './tools-menu';
import { useRange } from './use-range';

/** A run's place among those that are shown may change; its id does not. */
interface RunHere extends NamedRun {
  readonly id: string;
}

/**
 * What the tools over several runs are set to: one order, one range of the common time, one thing that is followed by its name in
 * each of them. Of each run's sentences one is said at once; the others stand below the pictures.
 */
export function useCompareTools(
  runs: readonly RunHere[],
  playback: PlaybackSource,
  handles: ReadonlyMap<string, ClothHandle>,
) {
  const [order, setOrder] = useState<LaneOrder>('start');
  const [followed, setFollowed] = useState<string | null>(null);
  const [finding, setFinding] = useState(false);
  const [explaining, setExplaining] = useState(false);
  const [helping, setHelping] = useState(false);
  const [said, say] = useState('');
  const lastFound = useRef<{ readonly at: StretchInRuns; readonly of: readonly RunHere[] } | null>(null);
  /** The run whose cloth was asked last: it gets the focus back. */
  const asked = useRef('');

  const ranged = useRange(playback, say, (range) =>
    say(
      [
        timeline.rangeSaid(formatMs(range.t1 - range.t0)),
        ...runs.map((run) => `${run.name}: ${rangeInRun(run, range)[0] ?? ''}`),
      ].join(' '),
    ),
  );

  const follow = (name: string | null) => {
    setFollowed(name);
    say(followedWords(runs, name));
  };
  const goToFound = (thing: FoundInRuns, direction: 1 | -1): boolean => {
    const isResource = thing.found.some(({ found }) => found.kind === 'resource');
    if (isResource && thing.name !== followed) follow(thing.name);
    const outside = outsideOf(runs, direction);
    const last = lastFound.current;
    const here = last !== null && last.of === runs ? last.at : { ...outside, run: -1, start: playback.getState().t };
    const next = nextInRuns(runs, thing, here, direction) ?? nextInRuns(runs, thing, outside, direction);
    if (next === null) return false;
    lastFound.current = { at: next, of: runs };
    handles.get(runs[next.run]?.id ?? '')?.goTo(next);
    return true;
  };
  const focus = () => (handles.get(asked.current) ?? handles.get(runs[0]?.id ?? ''))?.focus();
  const chooseOrder = (next: LaneOrder) => {
    setOrder(next);
    say(timeline.lanes(timeline.order(next)));
  };

  const toolsOf = (run: RunHere): ClothTools => ({
    order,
    followed: followed === null ? null : resourceNamed(run.trace, followed),
    range: ranged.range,
    selects: ranged.selects,
    leavable: ranged.leavable || followed !== null,
    onRange: ranged.drag,
    onFollow: (resource) => {
      const name = resource === null ? null : resourceName(run.trace, resource);
      if (name !== null && name !== followed) follow(name);
      else if (followed !== null) follow(null);
      else say(timeline.chooseFollowed);
    },
    onTool: (tool) => {
      asked.current = run.id;
      if (tool === 'range') ranged.mark();
      else if (tool === 'order')
        chooseOrder(LANE_ORDERS[(LANE_ORDERS.indexOf(order) + 1) % LANE_ORDERS.length] ?? 'start');
      else if (tool === 'explain') setExplaining(!explaining);
      else if (tool === 'find') setFinding(true);
      else setHelping(true);
    },
    onLeave: () => {
      if (ranged.leavable) ranged.clear();
      else follow(null);
    },
  });

  return {
    said,
    order,
    setOrder: chooseOrder,
    followed,
    follow,
    range: ranged.range,
    isSelecting: ranged.isSelecting,
    clearRange: ranged.clear,
    finding,
    openFind: () => setFinding(true),
    closeFind: () => {
      lastFound.current = null;
      setFinding(false);
      focus();
    },
    goToFound,
    explaining,
    toggleExplain: () => setExplaining(!explaining),
    helping,
    closeHelp: () => {
      setHelping(false);
      focus();
    },
    act: (action: MenuAction) => {
      if (action === 'help') setHelping(true);
      else if (action === 'explain') setExplaining(!explaining);
      else ranged.arm();
    },
    toolsOf,
  };
}
