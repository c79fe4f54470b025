import { useState } from 'react';
import { figureBaton } from '../../texts/en/figure-baton';
import {
  assign,
  forget,
  INTERVAL,
  startBaton,
  stretches,
  tick,
  toNextChange,
  type Baton,
  type BatonState,
  type Job,
} from './baton-model';
import { Choice, PlayControls, Words } from './controls';
import type { DrawingProps } from './live-figure';
import { Stage } from './stage';
import { useTicks } from './use-ticks';
import styles from './figures.module.css';

const NAMES = ['A', 'B', 'C'];
const START: readonly Job[] = ['compute', 'compute', 'compute'];
const TICK = 160;
/** Milliseconds that are seen at once. */
const SEEN = 45;
/** A press of Play lasts so long: nothing goes on for ever beside a run that is being measured. */
const PLAYED = 120;

const ROW = 46;
const TOP = 22;
const HEIGHT = TOP + NAMES.length * ROW + 20;
const LEFT = 26;

const nameOf = (thread: number): string => NAMES[thread] ?? String(thread);

export function BatonFigure({ alt }: DrawingProps) {
  const [baton, setBaton] = useState(() => startBaton(START));
  const [playing, setPlaying] = useState(false);
  const [stopAt, setStopAt] = useState(0);
  const show = (next: Baton) => {
    setBaton(forget(next, next.at - 2 * SEEN));
    if (next.at >= stopAt) setPlaying(false);
  };
  useTicks(
    playing,
    TICK,
    () => show(tick(baton)),
    () => show(toNextChange(baton)),
  );
  return (
    <>
      <div className={styles['choices']}>
        {baton.threads.map(({ job }, i) => (
          <Choice
            key={i}
            legend={figureBaton.thread(nameOf(i))}
            value={job}
            options={[
              ['compute', figureBaton.computes],
              ['wait', figureBaton.waits],
            ]}
            onChoose={(wanted) => setBaton(assign(baton, i, wanted))}
          />
        ))}
      </div>
      <Stage height={HEIGHT} label={alt}>
        {(width) => <Strands baton={baton} width={width} />}
      </Stage>
      <PlayControls
        playing={playing}
        fresh={baton.at === 0}
        onPlay={(wanted) => {
          setStopAt(baton.at + PLAYED);
          setPlaying(wanted);
        }}
        onStep={() => {
          setPlaying(false);
          show(toNextChange(baton));
        }}
        onReset={() => {
          setPlaying(false);
          setBaton(startBaton(baton.threads.map(({ job }) => job)));
        }}
      />
      <Words playing={playing} model={figureBaton.model(INTERVAL)}>
        {sentence(baton)}
      </Words>
    </>
  );
}

interface StrandsProps {
  readonly baton: Baton;
  readonly width: number;
}

/** A strand for each thread, and the gold ribbon of the GIL through whoever holds it, with the bead at its head. */
function Strands({ baton, width }: StrandsProps) {
  const from = Math.max(0, baton.at - SEEN + 5);
  const scale = (width - LEFT - 14) / SEEN;
  const x = (ms: number): number => LEFT + (ms - from) * scale;
  const y = (thread: number): number => TOP + thread * ROW + ROW / 2;
  const seen = stretches(baton).filter(({ to }) => to > from);
  const held = seen.filter(({ state }) => state === 'running').sort((a, b) => a.from - b.from);
  const start = (at: number): number => x(Math.max(at, from));
  const ticks = Array.from({ length: 6 }, (_, i) => (Math.ceil(from / 10) + i) * 10).filter((ms) => ms < from + SEEN);
  return (
    <>
      {ticks.map((ms) => (
        <g key={ms}>
          <line x1={x(ms)} x2={x(ms)} y1={TOP - 4} y2={HEIGHT - 18} style={{ stroke: 'var(--hair)' }} />
          <text className={styles['faint']} x={x(ms)} y={HEIGHT - 4} textAnchor="middle" style={{ fontSize: 12 }}>
            {ms === ticks[0] ? figureBaton.time(ms) : ms}
          </text>
        </g>
      ))}
      <line x1={x(baton.at)} x2={x(baton.at)} y1={TOP - 4} y2={HEIGHT - 18} style={{ stroke: 'var(--edge)' }} />
      {NAMES.map((name, thread) => (
        <text key={name} x={0} y={y(thread) + 5} style={{ fontWeight: 600, fontSize: 15 }}>
          {name}
        </text>
      ))}
      {seen.map(({ thread, state, from: begin, to }) => (
        <line
          key={`${thread} ${begin} ${state}`}
          x1={start(begin)}
          x2={x(to)}
          y1={y(thread)}
          y2={y(thread)}
          style={{ stroke: `var(--strand-${thread + 1})` }}
          {...LINES[state]}
        />
      ))}
      {held.map(({ thread, from: begin, to }, i) => {
        const before = held[i - 1];
        return (
          <g key={begin} style={{ fill: 'none', stroke: 'var(--gil-glow)', strokeWidth: 3.5 }}>
            {/* The swing from strand to strand, also over a while in which nobody needed it. */}
            {before !== undefined && <path d={swing(x(before.to), y(before.thread), x(begin), y(thread))} />}
            <line x1={start(begin)} x2={x(to)} y1={y(thread)} y2={y(thread)} />
          </g>
        );
      })}
      <g
        className={styles['moves']}
        style={{ transform: `translate(${x(baton.at)}px, ${baton.holder === null ? TOP - 8 : y(baton.holder)}px)` }}
      >
        <circle r={8} style={{ fill: 'var(--gil-glow)', stroke: 'var(--ink)', strokeWidth: 1.5 }} />
      </g>
    </>
  );
}

const LINES: Readonly<Record<BatonState, React.SVGAttributes<SVGLineElement>>> = {
  running: { strokeWidth: 13 },
  ready: { strokeWidth: 2 },
  waiting: { strokeWidth: 4, strokeLinecap: 'round', strokeDasharray: '0.1 7' },
};

function swing(x0: number, y0: number, x1: number, y1: number): string {
  const reach = 5 + (x1 - x0) / 2;
  return `M${x0},${y0}C${x0 + reach},${y0} ${x1 - reach},${y1} ${x1},${y1}`;
}

function sentence({ at, threads, handOver, holder }: Baton): string {
  if (at === 0) return figureBaton.begin(at);
  if (holder === null) return figureBaton.allWait(at);
  if (handOver?.why === 'asked' && handOver.from !== null) {
    return figureBaton.asked(at, nameOf(handOver.from), nameOf(holder));
  }
  if (handOver?.why === 'waits' && handOver.from !== null) {
    return figureBaton.letGo(at, nameOf(handOver.from), nameOf(holder));
  }
  if (handOver?.why === 'woke') return figureBaton.woke(at, nameOf(holder));
  const others = threads.flatMap(({ state }, i) => (i === holder ? [] : [figureBaton.does(nameOf(i), state)]));
  return figureBaton.runs(at, nameOf(holder), others);
}
