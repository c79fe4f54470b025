import { useState } from 'react';
import { figureKitchen } from '../../texts/en/figure-kitchen';
import { Choice, PlayControls, Words } from './controls';
import { nextChange, planShift, spansAt, type Arrangement, type Dish, type Shift } from './kitchen-model';
import type { DrawingProps } from './live-figure';
import { Stage } from './stage';
import { useTicks } from './use-ticks';
import styles from './figures.module.css';

type Menu = 'simmer' | 'chop';

const four = (dish: Dish): readonly Dish[] => [dish, dish, dish, dish];
const MENUS: Readonly<Record<Menu, readonly Dish[]>> = {
  simmer: four({ chop: 2, simmer: 9 }),
  chop: four({ chop: 9, simmer: 2 }),
};
/** One cook, one dish after another: nothing takes longer, so it is as long as the drawing is wide. */
const LONGEST = 44;
const TICK = 220;

const ROW = 38;
const TOP = 40;
const HEIGHT = TOP + 4 * ROW + 24;
/** A letter of a row's name, with what is empty beside the name. */
const LETTER = 7;
const BESIDE = 10;

const keyOf = ({ cooks, watch }: Arrangement): string => `${cooks}${watch ? ' watching' : ''}`;

export function KitchenFigure({ alt }: DrawingProps) {
  const [menu, setMenu] = useState<Menu>('simmer');
  const [arrangement, setArrangement] = useState<Arrangement>({ cooks: 1, watch: true });
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [played, setPlayed] = useState<Readonly<Record<Menu, readonly Arrangement[]>>>({ simmer: [], chop: [] });
  const shift = planShift(MENUS[menu], arrangement);
  const ended = at >= shift.minutes;

  const goTo = (minute: number) => {
    setAt(minute);
    if (minute < shift.minutes) return;
    setPlaying(false);
    setPlayed((before) => {
      const others = before[menu].filter((one) => keyOf(one) !== keyOf(arrangement));
      return { ...before, [menu]: [...others, arrangement] };
    });
  };
  useTicks(
    playing,
    TICK,
    () => goTo(Math.min(shift.minutes, at + 1)),
    () => goTo(nextChange(shift, at)),
  );
  const restart = () => {
    setAt(0);
    setPlaying(false);
  };

  const done = played[menu].filter((one) => keyOf(one) !== keyOf(arrangement));
  return (
    <>
      <div className={styles['choices']}>
        <Choice
          legend={figureKitchen.cooks}
          value={arrangement.cooks}
          options={[1, 2, 3, 4].map((count) => [count, String(count)] as const)}
          onChoose={(cooks) => {
            setArrangement({ ...arrangement, cooks });
            restart();
          }}
        />
        <Choice
          legend={figureKitchen.whileSimmering}
          value={arrangement.watch ? 'stays' : 'goes'}
          options={[
            ['stays', figureKitchen.stays],
            ['goes', figureKitchen.goes],
          ]}
          onChoose={(what) => {
            setArrangement({ ...arrangement, watch: what === 'stays' });
            restart();
          }}
        />
        <Choice
          legend={figureKitchen.menu}
          value={menu}
          options={[
            ['simmer', figureKitchen.simmerMostly],
            ['chop', figureKitchen.chopMostly],
          ]}
          onChoose={(wanted) => {
            setMenu(wanted);
            restart();
          }}
        />
      </div>
      <Stage height={HEIGHT} label={alt}>
        {(width) => <Kitchen shift={shift} at={at} width={width} />}
      </Stage>
      <PlayControls
        playing={playing}
        ended={ended}
        fresh={at === 0}
        onPlay={(wanted) => {
          if (ended) setAt(0);
          setPlaying(wanted);
        }}
        onStep={() => {
          setPlaying(false);
          goTo(nextChange(shift, at));
        }}
        onReset={restart}
      />
      <Words playing={playing} model={figureKitchen.model}>
        {sentence(shift, at)}
      </Words>
      <ul className={styles['bars']} aria-label={figureKitchen.bars}>
        {[...done, arrangement]
          .sort((a, b) => a.cooks - b.cooks || Number(b.watch) - Number(a.watch))
          .map((one) => {
            const now = keyOf(one) === keyOf(arrangement);
            const minutes = now ? at : planShift(MENUS[menu], one).minutes;
            return (
              <li key={keyOf(one)} className={now ? styles['now'] : undefined}>
                <span>{figureKitchen.arrangement(one.cooks, one.watch)}</span>
                <span>{now && !ended ? figureKitchen.atMinute(at) : figureKitchen.minutes(minutes)}</span>
                <span className={styles['bar']} style={{ width: `${(minutes / LONGEST) * 100}%` }} />
              </li>
            );
          })}
      </ul>
    </>
  );
}

interface KitchenProps {
  readonly shift: Shift;
  readonly at: number;
  readonly width: number;
}

/** A strand for each dish: thick while it is chopped, dotted while it simmers. The cooks are the beads. */
function Kitchen({ shift, at, width }: KitchenProps) {
  const start = BESIDE + LETTER * figureKitchen.dish(shift.dishes.length).length;
  const x = (minute: number): number => start + (minute / LONGEST) * (width - start - 18);
  const y = (dish: number): number => TOP + dish * ROW + ROW / 2;
  const busy = spansAt(shift, at);
  const idle = (shift.arrangement.cooks - 1) * 13;
  const middle = Math.min(Math.max(x(at), idle + 12), width - idle - 12);
  const cooks = Array.from({ length: shift.arrangement.cooks }, (_, cook) => {
    const span = busy.find((one) => one.cook === cook);
    // At a pot the cook stands behind it.
    if (span !== undefined) return { cook, left: x(at) - (span.kind === 'simmer' ? 14 : 0), top: y(span.dish) };
    return { cook, left: middle - idle + cook * 26, top: 24 };
  });
  return (
    <>
      {[0, 10, 20, 30, 40].map((minute) => (
        <text
          key={minute}
          className={styles['faint']}
          x={x(minute)}
          y={HEIGHT - 7}
          textAnchor="middle"
          style={{ fontSize: 12 }}
        >
          {minute === 0 ? figureKitchen.minutes(0) : minute}
        </text>
      ))}
      {shift.dishes.map((_, dish) => {
        const [chop, simmer] = shift.spans.filter((span) => span.dish === dish);
        if (chop === undefined || simmer === undefined) return null;
        const line = { y1: y(dish), y2: y(dish) };
        return (
          <g key={dish} style={{ stroke: `var(--strand-${dish + 1})` }}>
            <line x1={x(0)} x2={x(chop.from)} {...line} strokeWidth={1.5} />
            <line x1={x(chop.from)} x2={x(chop.to)} {...line} strokeWidth={11} />
            <line
              x1={x(simmer.from) + 4}
              x2={x(simmer.to)}
              {...line}
              strokeWidth={5}
              strokeLinecap="round"
              strokeDasharray="0.1 8"
            />
          </g>
        );
      })}
      {/* What has not happened yet is covered, and uncovered at the pace of the clock. */}
      <g className={styles['moves']} style={{ transform: `translateX(${x(at)}px)` }}>
        <rect width={width} height={HEIGHT - 22} style={{ fill: 'var(--paper)' }} />
        <line y1={TOP - 2} y2={HEIGHT - 22} style={{ stroke: 'var(--edge)' }} />
      </g>
      {shift.dishes.map((_, dish) => {
        const end = Math.max(...shift.spans.filter((span) => span.dish === dish).map(({ to }) => to));
        return (
          <g key={dish}>
            <text x={0} y={y(dish) + 4.5}>
              {figureKitchen.dish(dish + 1)}
            </text>
            {at >= end && (
              <path
                d={`M${x(end) + 4},${y(dish)}l4,5l7,-10`}
                style={{ fill: 'none', stroke: `var(--strand-${dish + 1})`, strokeWidth: 2.5 }}
              />
            )}
          </g>
        );
      })}
      {busy
        .filter(({ kind }) => kind === 'simmer')
        .map(({ dish }) => (
          <g key={dish} className={styles['moves']} style={{ transform: `translate(${x(at)}px, ${y(dish)}px)` }}>
            <Pot colour={`var(--strand-${dish + 1})`} />
          </g>
        ))}
      {cooks.map(({ cook, left, top }) => (
        <g key={cook} className={styles['moves']} style={{ transform: `translate(${left}px, ${top}px)` }}>
          <Cook name={String(cook + 1)} />
        </g>
      ))}
    </>
  );
}

function Cook({ name }: { readonly name: string }) {
  return (
    <g style={{ fill: 'var(--paper)', stroke: 'var(--ink)', strokeWidth: 1.5 }}>
      <path
        d="M-7,-8v-5a4.5,4.5 0 0,1 2.5,-8a5,5 0 0,1 9,0a4.5,4.5 0 0,1 2.5,8v5z"
        transform="translate(0, 2) scale(0.85)"
      />
      <circle r={9} cy={2} />
      <text y={6.5} textAnchor="middle" style={{ stroke: 'none', fontWeight: 700, fontSize: 12 }}>
        {name}
      </text>
    </g>
  );
}

function Pot({ colour }: { readonly colour: string }) {
  return (
    <g style={{ stroke: colour, fill: 'var(--paper)', strokeWidth: 1.75 }} strokeLinejoin="round" strokeLinecap="round">
      <path d="M-8,-2h16v7a3,3 0 0,1 -3,3h-10a3,3 0 0,1 -3,-3z" />
      <path d="M-10,-2h20M0,-2v-3" fill="none" />
      <path d="M-4,-7q-2,-2.500 0,-5t0,-4M4,-7q-2,-2.500 0,-5t0,-4" fill="none" strokeWidth={1.25} />
    </g>
  );
}

function sentence(shift: Shift, at: number): string {
  if (at >= shift.minutes) return figureKitchen.done(shift.minutes, lookBack(shift));
  if (at === 0) return figureKitchen.begin;
  const now = spansAt(shift, at);
  const chops = now
    .filter(({ kind }) => kind === 'chop')
    .map(({ cook, dish }) => figureKitchen.chops((cook ?? 0) + 1, dish + 1));
  const watched = now.filter(({ kind, cook }) => kind === 'simmer' && cook !== null);
  const stands =
    watched.length > 2
      ? [figureKitchen.cooksStand(watched.length)]
      : watched.map(({ cook, dish }) => figureKitchen.stands((cook ?? 0) + 1, dish + 1));
  const alone = now.filter(({ kind, cook }) => kind === 'simmer' && cook === null).map(({ dish }) => dish + 1);
  return figureKitchen.now(at, [...chops, ...stands], alone);
}

function lookBack({ arrangement: { cooks, watch }, dishes }: Shift): string {
  const chopping = (dishes[0]?.chop ?? 0) > (dishes[0]?.simmer ?? 0);
  if (watch) return chopping ? figureKitchen.littleAtPot : figureKitchen.mostAtPot(cooks);
  if (cooks === 1) return chopping ? figureKitchen.onePairOfHands : figureKitchen.oneWasEnough;
  return chopping ? figureKitchen.knives : figureKitchen.oneWouldDo;
}
