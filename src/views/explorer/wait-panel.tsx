import { explorer } from '../../texts/en/explorer';
import { useId, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { knotOf } from '../../trace/deadlock';
import type { ActorId, Place } from '../../trace/events';
import { traceWords } from '../../texts/en/trace-words';
import { formatMs } from '../../trace/format';
import { traceTime } from '../../trace/ids';
import { isImported } from '../../trace/imported';
import type { Trace } from '../../trace/trace';
import { Button } from '../kit/button';
import { scrollsByKeyboard } from '../kit/scroll';
import { useMoment, type MomentSource } from './use-moment';
import { waitGraphAt, type WaitArrow, type WaitGraph, type WaitNode } from './wait-graph';
import { layOutWaits, NODE_HEIGHT, NODE_WIDTH, type PlacedArrow } from './wait-layout';
import styles from './wait-panel.module.css';

interface WaitPanelProps {
  readonly trace: Trace;
  readonly playback: MomentSource;
  /** The colour of an actor's strand, as CSS knows it. */
  readonly colourOf: (actor: ActorId) => string;
  /** Shows a line in the editor. Without it, lines are only named. */
  readonly onGoTo?: ((place: Place) => void) | undefined;
  readonly canGoTo?: ((place: Place) => boolean) | undefined;
}

/** Who waits for what held by whom, at the playhead: as a picture and as sentences. */
export function WaitPanel({ trace, playback, colourOf, onGoTo, canGoTo }: WaitPanelProps) {
  const at = useMoment(playback);
  const knot = knotOf(trace);
  // What the platform has taken apart is shown as it was; what others were freed from, when all is over.
  const since = knot === null ? Number.POSITIVE_INFINITY : knot.untied ? trace.end : knot.t;
  const t = traceTime(knot !== null && at >= since ? knot.t : Math.min(at, trace.end));
  const graph = useMemo(() => waitGraphAt(trace, t), [trace, t]);
  const goTo = onGoTo === undefined ? null : { go: onGoTo, can: canGoTo ?? (() => true) };

  return (
    <section className={styles['panel']} aria-label={explorer.title}>
      <div className={styles['words']}>
        <h2>{explorer.at(formatMs(t))}</h2>
        {graph.headline !== '' && (
          <p className={graph.cycle.length > 0 ? styles['knot'] : styles['calm']}>{graph.headline}</p>
        )}
        {isImported(trace) && <p className={styles['calm']}>{explorer.notRecorded}</p>}
        {knot !== null && graph.cycle.length === 0 && (
          <Button onClick={() => playback.seek(knot.t)}>{explorer.toDeadlock}</Button>
        )}
        {graph.arrows.length > 0 && (
          <ul className={styles['sentences']}>
            {graph.arrows.map((arrow) => (
              <li key={arrow.key} data-knotted={arrow.knotted || undefined}>
                {arrow.words}
                {arrow.place !== null && <Line place={arrow.place} goTo={goTo} />}
              </li>
            ))}
            {graph.more > 0 && <li>{explorer.moreWait(graph.more)}</li>}
          </ul>
        )}
      </div>
      {graph.nodes.length > 0 && <Picture graph={graph} colourOf={colourOf} goTo={goTo} />}
    </section>
  );
}

interface GoTo {
  readonly go: (place: Place) => void;
  readonly can: (place: Place) => boolean;
}

function lineName({ file, line }: Place): string {
  return traceWords.line(file, line);
}

function Line({ place, goTo }: { readonly place: Place; readonly goTo: GoTo | null }) {
  if (goTo === null || !goTo.can(place)) return <span className={styles['place']}>{` ${lineName(place)}`}</span>;
  return (
    <>
      {' '}
      <button type="button" className={styles['line']} onClick={() => goTo.go(place)}>
        {lineName(place)}
      </button>
    </>
  );
}

/** Smaller than this nobody likes to read it: then it scrolls downwards, and only below the second sideways, too. */
const LEAST_SCALE = 0.82;
const LEAST_SCALE_ACROSS = 0.74;

/** SVG has no images, buttons and groups of its own that a keyboard could reach: these say what its groups are. */
const AS_IMAGE = { role: 'img', tabIndex: 0 } as const;
const AS_BUTTON = { role: 'button', tabIndex: 0 } as const;
const AS_GROUP = { role: 'group', ...scrollsByKeyboard } as const;

const LOOKS = ['wait', 'hold', 'turn', 'knot'] as const;

interface PictureProps {
  readonly graph: WaitGraph;
  readonly colourOf: (actor: ActorId) => string;
  readonly goTo: GoTo | null;
}

function Picture({ graph, colourOf, goTo }: PictureProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const room = useRoom(box);
  const layout = useMemo(() => {
    const wide = layOutWaits(graph);
    if (wide.width * LEAST_SCALE <= room.width) return wide;
    const narrow = layOutWaits(graph, 'down');
    return narrow.width < wide.width ? narrow : wide;
  }, [graph, room.width]);
  const across = Math.min(1, room.width / layout.width);
  const scale = Math.max(LEAST_SCALE_ACROSS, Math.min(across, Math.max(LEAST_SCALE, room.height / layout.height)));
  const arrows = new Map(graph.arrows.map((arrow) => [arrow.key, arrow]));
  const nodes = new Map(graph.nodes.map((node) => [node.key, node]));
  return (
    <div ref={box} className={styles['picture']} {...AS_GROUP} aria-label={explorer.picture}>
      <svg
        // The group around it has the name, and what is in it has names of its own.
        role="presentation"
        className={styles['svg']}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        style={{ width: `${(layout.width * scale) / 16}rem`, height: `${(layout.height * scale) / 16}rem` }}
      >
        <defs>
          {LOOKS.map((look) => (
            <marker
              key={look}
              id={`${id}${look}`}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="9"
              markerHeight="9"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0.5 0.5L7.5 4L0.5 7.5Z" className={styles[`head-${look}`]} />
            </marker>
          ))}
        </defs>
        {layout.arrows.map((placed) => {
          const arrow = arrows.get(placed.key);
          return arrow && <Arrow key={placed.key} arrow={arrow} placed={placed} id={id} goTo={goTo} />;
        })}
        {layout.nodes.map(({ key, x, y }) => {
          const node = nodes.get(key);
          return (
            node && <Node key={key} node={node} x={x} y={y} colourOf={colourOf} knotted={graph.cycle.includes(key)} />
          );
        })}
      </svg>
    </div>
  );
}

/** How large an element is, in pixels at 16 to the rem. */
function useRoom(box: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [room, setRoom] = useState({ width: Number.POSITIVE_INFINITY, height: Number.POSITIVE_INFINITY });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => {
      const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
      const [width, height] = [(element.clientWidth * 16) / rem, (element.clientHeight * 16) / rem];
      if (width > 0 && height > 0)
        setRoom((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return room;
}

interface ArrowProps {
  readonly arrow: WaitArrow;
  readonly placed: PlacedArrow;
  readonly id: string;
  readonly goTo: GoTo | null;
}

function Arrow({ arrow, placed: { x1, y1, x2, y2, bend }, id, goTo }: ArrowProps) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [nx, ny] = [-(y2 - y1) / length, (x2 - x1) / length];
  const [mx, my] = [(x1 + x2) / 2 + nx * bend, (y1 + y2) / 2 + ny * bend];
  const head = arrow.knotted ? 'knot' : arrow.kind === 'join' ? 'wait' : arrow.kind;
  const { place } = arrow;
  const can = place !== null && goTo !== null && goTo.can(place);
  // Beside the arrow: above it where it leads to the right, and outside of a ring.
  const [lx, ly] = [mx - nx * 9, my - ny * 9];
  const anchor = nx > 0.35 ? 'end' : nx < -0.35 ? 'start' : 'middle';
  const words = explorer.arrow(arrow.kind);
  const line = place === null ? null : explorer.line(place.line);
  const above = ny > 0;
  const label = (
    <text className={styles['label']} textAnchor={anchor} x={lx} y={above ? ly - (line === null ? 0 : 15) : ly + 11}>
      {words}
      {line !== null && (
        <tspan className={styles['lineNumber']} x={lx} dy={15}>
          {line}
        </tspan>
      )}
    </text>
  );
  const path = (
    <path
      d={`M${x1} ${y1}Q${mx + (bend === 0 ? 0 : nx * bend)} ${my + (bend === 0 ? 0 : ny * bend)} ${x2} ${y2}`}
      className={styles[`arrow-${arrow.kind}`]}
      data-knotted={arrow.knotted || undefined}
      markerEnd={`url(#${id}${head})`}
    />
  );
  if (!can)
    return (
      <g {...AS_IMAGE} aria-label={arrow.words} className={styles['arrow']}>
        {path}
        {label}
      </g>
    );
  const go = (): void => goTo.go(place);
  return (
    <g
      {...AS_BUTTON}
      aria-label={explorer.show(arrow.words, lineName(place))}
      className={`${styles['arrow']} ${styles['can']}`}
      onClick={go}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        go();
      }}
    >
      {path}
      {label}
    </g>
  );
}

interface NodeProps {
  readonly node: WaitNode;
  readonly x: number;
  readonly y: number;
  readonly colourOf: (actor: ActorId) => string;
  readonly knotted: boolean;
}

const LONGEST = 17;

function Node({ node, x, y, colourOf, knotted }: NodeProps) {
  const isActor = node.kind === 'actor';
  const name = node.name.length > LONGEST ? `${node.name.slice(0, LONGEST - 1)}…` : node.name;
  const colour = isActor ? colourOf(node.actor) : node.isGil ? 'var(--gil)' : 'var(--ink)';
  const [left, top] = [x - NODE_WIDTH / 2, y - NODE_HEIGHT / 2];
  return (
    <g
      {...AS_IMAGE}
      aria-label={explorer.node(node.name, !isActor, knotted)}
      className={styles['node']}
      data-knotted={knotted || undefined}
    >
      {name !== node.name && <title>{node.name}</title>}
      <rect
        x={left}
        y={top}
        width={NODE_WIDTH}
        height={NODE_HEIGHT}
        rx={isActor ? NODE_HEIGHT / 2 : 3}
        className={isActor ? styles['actor'] : styles['resource']}
        style={{ stroke: colour }}
      />
      {!isActor && <rect x={left} y={top} width="7" height={NODE_HEIGHT} style={{ fill: colour }} />}
      <text x={isActor ? x : x + 3} y={y + 5} textAnchor="middle" className={styles['name']}>
        {name}
      </text>
    </g>
  );
}
