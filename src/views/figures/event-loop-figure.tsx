import { useState } from 'react';
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
import { listed } from './words';
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

const NAMES: Readonly<Record<Kind, string>> = { timer: 'timer', answer: 'answer', computation: 'compute' };
const COLOURS: Readonly<Record<Kind, string>> = {
  timer: 'var(--strand-1)',
  answer: 'var(--strand-2)',
  computation: 'var(--strand-3)',
};
const BEGIN = 'Nothing is to be done, and the thread sleeps. Add something, then press Play or go step by step.';

export function EventLoopFigure({ alt }: DrawingProps) {
  const [loop, setLoop] = useState(IDLE);
  const [said, setSaid] = useState(BEGIN);
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
    if (next.news.length === 0)
      setSaid(`${next.at} ms: nothing to do. The thread sleeps, and the screen gets its picture in time.`);
  };
  useTicks(playing, TICK, () => show(tick(loop)), step);
  return (
    <>
      <fieldset className={`${styles['group']} ${styles['controls']}`} aria-label="Add to the loop">
        <Button onClick={() => show(add(loop, 'timer'))}>Set a timer</Button>
        <Button onClick={() => show(add(loop, 'answer'))}>Ask the network</Button>
        <Button onClick={() => show(add(loop, 'computation'))}>Long computation</Button>
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
          setSaid(BEGIN);
        }}
      />
      <Words
        playing={playing}
        model={`Thick: a callback runs. Dashed above it: how long it had been ready. A square: a picture in time, a cross: none. A model, not a measurement: a timer takes ${OUTSIDE.timer} ms to come, an answer ${OUTSIDE.answer} ms, and the computation ${LENGTHS.computation} ms; the screen wants a picture every ${FRAME} ms.`}
      >
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
          ['Outside', OUTSIDE_Y],
          ['Queue', QUEUE_Y],
          ['Thread', THREAD_Y],
          ['Screen', SCREEN_Y],
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
          empty
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
              {NAMES[callback.kind]}
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

const THE: Readonly<Record<Kind, string>> = {
  timer: "the timer's callback",
  answer: "the answer's callback",
  computation: 'the long computation',
};

function sentence({ at, news, running }: Loop): string {
  const parts: string[] = [];
  for (const one of news) {
    switch (one.kind) {
      case 'added':
        return `${at} ms: ${ADDED[one.callback.kind]}`;
      case 'ready':
        // Said only if it stays ready: otherwise its beginning says it.
        if (!news.some((other) => other.kind === 'began' && other.callback.id === one.callback.id)) {
          parts.push(`the ${one.callback.kind} has come and has to queue`);
        }
        break;
      case 'ended':
        parts.push(`${THE[one.callback.kind]} is over`);
        break;
      case 'began':
        parts.push(`${THE[one.callback.kind]} runs${one.late > 1 ? `, ${one.late} ms late` : ''}`);
        break;
      case 'missed':
        parts.push(
          `the screen wants a picture, and ${running === null ? 'the thread' : THE[running.callback.kind]} is in its way: a beat is missed`,
        );
        break;
    }
  }
  return `${at} ms: ${listed(parts)}.`;
}

const ADDED: Readonly<Record<Kind, string>> = {
  timer: `a timer is set. It lies outside for ${OUTSIDE.timer} ms and costs the thread nothing.`,
  answer: `a request is sent. Its answer comes in ${OUTSIDE.answer} ms; until then it costs the thread nothing.`,
  computation: 'a long computation joins the queue. It needs the thread from its beginning to its end.',
};
