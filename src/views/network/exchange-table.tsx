import { network as texts } from '../../texts/en/network';
import { useLayoutEffect, useMemo, useRef, useState, type Ref } from 'react';
import type { Exchange, NetworkSnapshot } from '../../session/network-log';
import { formatBytes, formatMs } from '../../trace/format';
import { scrollsByKeyboard } from '../kit/scroll';
import styles from './network-panel.module.css';
import { anyReal, NetworkMark } from './network-mark';
import { loadPath, stretchesOf, timeTicks } from './network-layout';
import { barWords, durationOf, requestWords, resultExplained, resultWords } from './network-words';

interface ExchangeTableProps {
  readonly network: NetworkSnapshot;
  /** In-flight bars reach to here. */
  readonly now: number;
  /** The end of the axis of time. */
  readonly end: number;
  readonly live: boolean;
}

/** Pixels from one label of the axis to the next, about. */
const TICKS_APART = 72;

/** Rows in the document beyond the visible ones. */
const OVERSCAN = 20;

/** One row for each request; the head of the last column draws how many were in flight, on the same axis as the bars below it. */
export function ExchangeTable({ network, now, end, live }: ExchangeTableProps) {
  const { exchanges, dropped } = network;
  const scroller = useRef<HTMLElement>(null);
  const chart = useRef<HTMLSpanElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  /** The newest row is in sight, and stays so. */
  const atEnd = useRef(live);
  const lastTop = useRef(0);
  const [view, setView] = useState({ top: 0, height: 400, row: 26, chart: 300 });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      const row = probe.current?.getBoundingClientRect().height ?? 0;
      const width = chart.current?.clientWidth ?? 0;
      setView((old) => ({
        ...old,
        height: element.clientHeight || old.height,
        row: row > 0 ? row : old.row,
        chart: width > 0 ? width : old.chart,
      }));
    };
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // The height of a row follows the theme and the width.
    if (probe.current !== null) observer.observe(probe.current);
    return () => observer.disconnect();
  }, []);

  // Before the paint, and told to the view at once: rows come by the hundred, and none of those in sight may be missing.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || !atEnd.current) return;
    element.scrollTop = element.scrollHeight;
    const top = element.scrollTop;
    lastTop.current = top;
    setView((old) => (old.top === top ? old : { ...old, top }));
  }, [exchanges.length, view.height, view.row]);

  const first = Math.max(0, Math.floor(view.top / view.row) - OVERSCAN);
  const last = Math.min(exchanges.length, Math.ceil((view.top + view.height) / view.row) + OVERSCAN);
  const marked = useMemo(() => anyReal(exchanges), [exchanges]);
  const several = useMemo(() => new Set(exchanges.map(({ process }) => process)).size > 1, [exchanges]);

  return (
    <section
      ref={scroller}
      className={styles['scroller']}
      aria-label={texts.requests}
      {...scrollsByKeyboard}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        // Rows that come between a scroll and its event must not look as if somebody had scrolled away.
        if (scrollHeight - scrollTop - clientHeight < view.row * 1.5) atEnd.current = true;
        else if (scrollTop < lastTop.current) atEnd.current = false;
        lastTop.current = scrollTop;
        setView((old) =>
          old.top === scrollTop ? old : { ...old, top: scrollTop, height: clientHeight || old.height },
        );
      }}
    >
      <span ref={probe} className={styles['probe']} aria-hidden="true" />
      <table className={styles['table']} aria-rowcount={exchanges.length + 1}>
        <caption className="visually-hidden">{texts.requestsCaption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{texts.request}</th>
            <th scope="col">{texts.result}</th>
            <th scope="col" className={styles['size']}>
              {texts.size}
            </th>
            <th scope="col" className={styles['time']}>
              {texts.time}
            </th>
            <th scope="col" className={styles['chart']}>
              <span className="visually-hidden">{texts.course}</span>
              <LoadChart
                box={chart}
                network={network}
                now={live ? now : end}
                end={end}
                ticks={Math.floor(view.chart / TICKS_APART)}
              />
            </th>
          </tr>
        </thead>
        <tbody>
          {dropped > 0 && (
            <tr>
              <td colSpan={5} className={styles['dropped']}>
                {texts.dropped(dropped)}
              </td>
            </tr>
          )}
          {first > 0 && <Gap height={first * view.row} />}
          {exchanges.slice(first, last).map((exchange, i) => (
            <Row
              key={exchange.id}
              index={first + i}
              exchange={exchange}
              now={exchange.outcome === null ? now : end}
              end={end}
              process={several ? processWords(exchange.process ?? 0) : null}
              marked={marked}
            />
          ))}
          {last < exchanges.length && <Gap height={(exchanges.length - last) * view.row} />}
        </tbody>
      </table>
    </section>
  );
}

/** By its number in the order of starts, as the run counts: names are the trace's. */
function processWords(process: number): string {
  return process === 0 ? texts.main : texts.process(process);
}

function Gap({ height }: { readonly height: number }) {
  return <tr aria-hidden="true" style={{ height }} />;
}

interface RowProps {
  readonly index: number;
  readonly exchange: Exchange;
  readonly now: number;
  readonly end: number;
  readonly process: string | null;
  /** There are two networks: which one is said. */
  readonly marked: boolean;
}

function Row({ index, exchange, now, end, process, marked }: RowProps) {
  const { host, outcome, failed, bytes } = exchange;
  const explained = resultExplained(exchange);
  const state = outcome === null ? styles['open'] : failed ? styles['failed'] : undefined;
  const request = requestWords(exchange);
  const size = outcome === null || bytes === 0 ? '' : formatBytes(bytes);
  return (
    <tr className={state} aria-rowindex={index + 2} data-outcome={outcome ?? 'open'}>
      <th scope="row">
        <span className={styles['request']} title={`${request} · ${host}${process === null ? '' : ` · ${process}`}`}>
          <span className={styles['path']}>{request}</span>{' '}
          <span className={styles['host']}>
            {marked && (
              <>
                <NetworkMark real={exchange.real} />
                <span className="visually-hidden">{exchange.real ? texts.real : texts.lab}</span>{' '}
              </>
            )}
            {host}
            {process !== null && ` · ${process}`}
          </span>
        </span>
      </th>
      <td className={styles['result']} title={explained ?? undefined}>
        <span>
          {failed && <span aria-hidden="true">✕{'\u00a0'}</span>}
          {resultWords(exchange)}
        </span>
      </td>
      <td className={styles['size']}>{size}</td>
      <td className={styles['time']}>
        {formatMs(durationOf(exchange, now))}
        <small>{size}</small>
      </td>
      <td className={styles['bar']}>
        <span className="visually-hidden">
          {barWords(exchange, now)}
          {exchange.words !== null && ` ${exchange.words}`}
        </span>
        <Bar exchange={exchange} now={now} end={end} />
      </td>
    </tr>
  );
}

function Bar({ exchange, now, end }: { readonly exchange: Exchange; readonly now: number; readonly end: number }) {
  const share = (t: number) => `${Math.min(100, (t / end) * 100)}%`;
  return (
    <span className={styles['track']} aria-hidden="true">
      {stretchesOf(exchange, now).map(({ phase, from, to }) => (
        <span
          key={phase}
          className={styles[phase]}
          style={{ left: share(from), width: `${Math.min(100, ((to - from) / end) * 100)}%` }}
        />
      ))}
      {exchange.failed && <span className={styles['broken']} style={{ left: share(exchange.done ?? now) }} />}
    </span>
  );
}

interface LoadChartProps {
  readonly box: Ref<HTMLSpanElement>;
  readonly network: NetworkSnapshot;
  readonly now: number;
  readonly end: number;
  /** About so many labels fit below it. */
  readonly ticks: number;
}

const WIDTH = 1000;
const HEIGHT = 100;

/** How many requests were in flight; its numbers stand in the sums above, so that it is decoration to a screen reader. */
function LoadChart({ box, network, now, end, ticks }: LoadChartProps) {
  const path = loadPath(network.load, { now, end }, network.mostInFlight, WIDTH, HEIGHT);
  return (
    <span ref={box} className={styles['load']} aria-hidden="true">
      <span className={styles['plot']}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" focusable="false">
          <path d={path} className={styles['area']} vectorEffect="non-scaling-stroke" />
        </svg>
        <span className={styles['most']}>{texts.mostInFlight(network.mostInFlight)}</span>
      </span>
      <span className={styles['ticks']}>
        {timeTicks(end, Math.max(1, ticks)).map(({ t, label }) => (
          <span key={t} style={{ left: `${(t / end) * 100}%` }}>
            {label}
          </span>
        ))}
      </span>
    </span>
  );
}
