/**
 * Where everything of a race's picture stands. Pure: from figures and a width to numbers. Down the page it counts pixels; across, the picture's
 * own axis counts milliseconds from zero, so that lengths may be compared.
 *
 *     threads.py                        1.01 times as fast (0.97 to 1.05)
 *     |        o   [..*|*.]o                        the trials, their middle half, their median
 *     |               1.86 s
 *     |  ▽ 890 ms, the author's laptop (8 cores)    only where there is one
 */
import type { RaceResult, Trial } from '../../measure/race';
import { axisFromZero, swarm } from './axis';

/** What the picture needs to know of one contestant, judged already. */
export interface RowFigures {
  readonly contestant: string;
  /** Null when no trial of it counts. */
  readonly median: number | null;
  /** The first and the third quartile of the trials that count. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Dot {
  readonly trial: Trial;
  readonly ms: number;
  /** Pixels above or below the middle of the strip. */
  readonly offset: number;
}

/** A figure that was not measured here: said before, or by somebody else. */
export interface Mark {
  readonly kind: 'prediction' | 'reference';
  readonly ms: number;
  readonly words: string;
  /** Where there is no room for those words. */
  readonly short: string;
  /** It lies beyond the axis: an arrow at the end points there. */
  readonly beyond: boolean;
  /** Pixels from the top of the picture to the middle of the mark. */
  readonly y: number;
}

export interface Row {
  readonly contestant: string;
  readonly top: number;
  /** The base line of the row's name. */
  readonly nameY: number;
  /** The middle of the strip. */
  readonly y: number;
  /** Half the strip's height. */
  readonly half: number;
  readonly medianY: number;
  readonly figures: RowFigures;
  readonly dots: readonly Dot[];
  readonly marks: readonly Mark[];
}

export interface RaceLayout {
  readonly rows: readonly Row[];
  readonly height: number;
  readonly end: number;
  readonly ticks: readonly number[];
  /** Pixels for a millisecond. */
  readonly scale: number;
  readonly radius: number;
  /** Names stand on a line of their own above the verdict where a row is too narrow for both. */
  readonly narrow: boolean;
}

export interface Said {
  readonly contestant: string;
  readonly kind: Mark['kind'];
  readonly ms: number;
  readonly words: string;
  readonly short: string;
}

const MARGIN_RIGHT = 14;

export function raceLayout(
  result: Pick<RaceResult, 'contestants' | 'trials'>,
  figures: readonly RowFigures[],
  said: readonly Said[],
  /** Those that have something to be said beside their name. */
  judged: ReadonlySet<string>,
  width: number,
  unit: number,
): RaceLayout {
  const plot = Math.max(40, width - MARGIN_RIGHT * unit);
  const timed = result.trials.filter(isDrawn);
  const longest = Math.max(...timed.map(({ ms }) => ms), ...figures.map(({ high }) => high ?? 0), 0);
  // What others measured is shown to scale as long as it does not press what was measured here into a corner.
  const elsewhere = said.map(({ ms }) => ms);
  // Before the first trial there is nothing else to go by.
  const near = longest > 0 ? elsewhere.filter((ms) => ms <= longest * 1.8) : elsewhere;
  const { end, ticks } = axisFromZero(Math.max(longest, ...near, 0) * 1.04, plot / unit);
  const scale = plot / end;
  const crowd = Math.max(0, ...result.contestants.map(({ id }) => timed.filter((t) => t.contestant === id).length));
  const radius = (crowd > 20 ? 3.6 : crowd > 10 ? 4.2 : 4.8) * unit;
  const narrow = width < 520 * unit;

  let top = 0;
  const rows = result.contestants.map(({ id }): Row => {
    const half = 13 * unit;
    const nameY = top + 15 * unit;
    const y = nameY + (narrow && judged.has(id) ? 20 : 0) * unit + 27 * unit;
    const medianY = y + half + 19 * unit;
    const mine = timed.filter((trial) => trial.contestant === id);
    const offsets = swarm(
      mine.map(({ ms }) => ms * scale),
      radius * 2,
      half - radius * 0.4,
    );
    const marks = said
      .filter(({ contestant }) => contestant === id)
      .map(({ kind, ms, words, short }, i): Mark => ({
        kind,
        ms: Math.min(ms, end),
        words,
        short,
        beyond: ms > end,
        y: medianY + (18 + i * 20) * unit,
      }));
    const row: Row = {
      contestant: id,
      top,
      nameY,
      y,
      half,
      medianY,
      figures: figures.find(({ contestant }) => contestant === id) ?? {
        contestant: id,
        median: null,
        low: null,
        high: null,
      },
      dots: mine.map((trial, i) => ({ trial, ms: trial.ms, offset: offsets[i] ?? 0 })),
      marks,
    };
    top = medianY + marks.length * 20 * unit + 16 * unit;
    return row;
  });
  return { rows, height: top, end, ticks, scale, radius, narrow };
}

type Timed = Trial & { readonly ms: number };

/**
 * Drawn is what finished; which of them count is told by how they are drawn. The run with a trace is left out: tracing costs time, and it
 * was made to be looked into, not to be timed.
 */
function isDrawn(trial: Trial): trial is Timed {
  return trial.end === 'finished' && trial.ms !== null && !(trial.warmUp && trial.phases !== null);
}
