import { useState } from 'react';
import { figureLoop } from '../../texts/en/figure-loop';
import { Button } from '../kit/button';
import { PlayControls, Words } from './controls';
import type { DrawingProps } from './live-figure';
import {
  add,
  forget,
  FRAME,
  IDLE,
  isIdle,
  LENGTHS,
  OUTSIDE,
  tick,
  toNextNews,
  type Callback,
  type Kind,
  type Loop,
} from './loop-model';
import { Stage } from './stage';
import { useTicks } from './use-ticks';
import styles from './figures.module.css';

const TICK = 45;
/** Milliseconds that are seen at once. */
const SEEN = 130;
/** It stops by itself when there has been nothing to do for so long. */
const QUIET = 6 * FRAME;

const OUTSIDE_Y = 20;
const QUEUE_Y = 58;
const THREAD_Y = 122;
const SCREEN_Y = 166;
const HEIGHT = 186;
const LEFT = 62;
const CHIP = 88;

const COLOURS: Readonly<Record<Kind, string>> = {
  timer: 'var(--strand-1)',
  answer: 'var(--strand-2)',
  computation: 'var(--strand-3)',
};

export function EventLoopFigure({ alt }: DrawingProps) {
  const [loop, setLoop] = useState(IDLE);
  const [said, setSaid] = useState(figureLoop.begin);
  const [playing, setPlaying] = useState(false);
  const [busyAt, setBusyAt] = useState(0);
  const show = (next: Loop) => {
    setLoop(forget(next, next.at - 2 * SEEN));
    if (next.news.length > 0) setSaid(sentence(next));
    if (!isIdle(next)) setBusyAt(next.at);
    else if (playing && next.at - busyAt > QUIET) setPlaying(false);
  };
  const step = () => {
    const next = toNextNews(loop);
    show(next);
    if (next.news.length === 0) setSaid(figureLoop.idle(next.at));
  };
  useTicks(playing, TICK, () => show(tick(loop)), step);
  return (
    <>
      <fieldset className={`${styles['group']} ${styles['controls']}`} aria-label={figureLoop.add}>
        <Button onClick={() => show(add(loop, 'timer'))}>{figureLoop.addTimer}</Button>
        <Button onClick={() => show(add(loop, 'answer'))}>{figureLoop.addAnswer}</Button>
        <Button onClick={() => show(add(loop, 'computation'))}>{figureLoop.addComputation}</Button>
      </fieldset>
      <Stage height={HEIGHT} label={alt}>
        {(width) => <LoopDrawing loop={loop} width={width} />}
      </Stage>
      <PlayControls
        playing={playing}
        fresh={loop === IDLE}
        onPlay={(wanted) => {
          setBusyAt(loop.at);
          setPlaying(wanted);
        }}
        onStep={() => {
          setPlaying(false);
          step();
        }}
        onReset={() => {
          setPlaying(false);
          setLoop(IDLE);
          setBusyAt(0);
          setSaid(figureLoop.begin);
        }}
      />
      <Words playing={playing} model={figureLoop.model(OUTSIDE.timer, OUTSIDE.answer, LENGTHS.computation, FRAME)}>
        {said}
      </Words>
    </>
  );
}

interface LoopDrawingProps {
  readonly loop: Loop;
  readonly width: number;
}

function LoopDrawing({ loop, width }: LoopDrawingProps) {
  const from = Math.max(0, loop.at - SEEN + 10);
  const scale = (width - LEFT - 12) / SEEN;
  const x = (ms: number): number => LEFT + Math.max(0, ms - from) * scale;
  const { running } = loop;
  const runs = [...loop.ran, ...(running === null ? [] : [{ ...running, to: loop.at }])].filter(({ to }) => to > from);
  return (
    <>
      {(
        [
          [figureLoop.outside, OUTSIDE_Y],
          [figureLoop.queue, QUEUE_Y],
          [figureLoop.thread, THREAD_Y],
          [figureLoop.screen, SCREEN_Y],
        ] as const
      ).map(([name, y]) => (
        <text key={name} className={styles['faint']} x={0} y={y + 4.5}>
          {name}
        </text>
      ))}
      <Chips callbacks={loop.outside} y={OUTSIDE_Y} width={width} note={({ due }) => `${due - loop.at} ms`} />
      <Chips callbacks={loop.queue} y={QUEUE_Y} width={width} note={() => null} />

      <line
        x1={x(from)}
        x2={x(loop.at)}
        y1={THREAD_Y}
        y2={THREAD_Y}
        style={{ stroke: 'var(--strand-main)' }}
        strokeWidth={1.5}
      />
      {runs.map(({ callback, from: begin, to }) => (
        <g key={callback.id} style={{ stroke: COLOURS[callback.kind] }}>
          {/* How long it was ready before it had its turn. */}
          {begin - callback.due > 1 && begin >= from && (
            <path
              d={`M${x(callback.due)},${THREAD_Y - 20 - (callback.id % 3) * 6}v5H${x(begin)}V${THREAD_Y - 8}`}
              fill="none"
              strokeWidth={1.75}
              strokeDasharray="3 3"
            />
          )}
          <line x1={x(begin)} x2={x(to)} y1={THREAD_Y} y2={THREAD_Y} strokeWidth={13} />
        </g>
      ))}
      {loop.beats
        .filter(({ at }) => at >= from)
        .map(({ at, missed }) => (
          <g
            key={at}
            transform={`translate(${x(at)}, ${SCREEN_Y})`}
            style={{ stroke: missed ? 'var(--bad)' : 'var(--ink)' }}
            strokeWidth={1.5}
          >
            {missed ? (
              <path d="M-5,-5L5,5M5,-5L-5,5" fill="none" strokeWidth={2} />
            ) : (
              <rect x={-5} y={-5.5} width={10} height={11} style={{ fill: 'var(--ink)' }} />
            )}
          </g>
        ))}
      <line x1={x(loop.at)} x2={x(loop.at)} y1={THREAD_Y - 26} y2={HEIGHT} style={{ stroke: 'var(--edge)' }} />
      <circle
        cx={x(loop.at)}
        cy={THREAD_Y}
        r={7}
        style={{
          fill: running === null ? 'var(--paper)' : COLOURS[running.callback.kind],
          stroke: 'var(--ink)',
          strokeWidth: 1.5,
        }}
      />
    </>
  );
}

interface ChipsProps {
  readonly callbacks: readonly Callback[];
  readonly y: number;
  readonly width: number;
  readonly note: (callback: Callback) => string | null;
}

/** As many as there is room for; those that come first are in front. */
function Chips({ callbacks, y, width, note }: ChipsProps) {
  const room = Math.max(1, Math.floor((width - LEFT - 26) / (CHIP + 6)));
  const more = callbacks.length - room;
  return (
    <>
      {callbacks.length === 0 && (
        <text className={styles['faint']} x={LEFT} y={y + 4.5}>
          {figureLoop.empty}
        </text>
      )}
      {callbacks.slice(0, room).map((callback, i) => {
        const beside = note(callback);
        return (
          <g
            key={callback.id}
            className={styles['moves']}
            style={{ transform: `translate(${LEFT + i * (CHIP + 6)}px, ${y}px)` }}
          >
            <rect
              x={1}
              y={-13}
              width={CHIP}
              height={26}
              rx={3}
              strokeDasharray={beside === null ? undefined : '3 3'}
              style={{ fill: 'var(--panel)', stroke: COLOURS[callback.kind], strokeWidth: 2 }}
            />
            <text x={CHIP / 2 + 1} y={4.5} textAnchor="middle">
              {figureLoop.card(callback.kind)}
              {beside !== null && ` ${beside}`}
            </text>
          </g>
        );
      })}
      {more > 0 && (
        <text className={styles['faint']} x={LEFT + room * (CHIP + 6) + 2} y={y + 4.5}>
          +{more}
        </text>
      )}
    </>
  );
}

function sentence({ at, news, running }: Loop): string {
  const parts: string[] = [];
  for (const one of news) {
    switch (one.kind) {
      case 'added':
        return added(at, one.callback.kind);
      case 'ready':
        // Said only if it stays ready: otherwise its beginning says it.
        if (!news.some((other) => other.kind === 'began' && other.callback.id === one.callback.id)) {
          parts.push(figureLoop.ready(one.callback.kind));
        }
        break;
      case 'ended':
        parts.push(figureLoop.ended(one.callback.kind));
        break;
      case 'began':
        parts.push(figureLoop.began(one.callback.kind, one.late));
        break;
      case 'missed':
        parts.push(figureLoop.missed(running?.callback.kind ?? null));
        break;
    }
  }
  return figureLoop.news(at, parts);
}

function added(at: number, kind: Kind): string {
  switch (kind) {
    case 'timer':
      return figureLoop.timerSet(at, OUTSIDE.timer);
    case 'answer':
      return figureLoop.requestSent(at, OUTSIDE.answer);
    case 'computation':
      return figureLoop.computationQueued(at);
  }
}
