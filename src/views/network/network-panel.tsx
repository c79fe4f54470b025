import { memo, useEffect, useState } from 'react';
import type { Conditions } from '../../lab/conditions';
import type { HostDeclaration } from '../../lab/declaration';
import type { NetworkSnapshot } from '../../session/network-log';
import { Explain } from '../kit/disclosure';
import { ExchangeTable } from './exchange-table';
import { hostWords } from './hosts';
import { axisEnd, PHASES, stretchesOf } from './network-layout';
import { networkSentence } from './network-words';
import styles from './network-panel.module.css';
import { Weather } from './weather-sliders';

export interface NetworkPanelProps {
  /** Null while the program has asked for nothing. */
  readonly network: NetworkSnapshot | null;
  /** How long the run took; null while it goes on, or before the first. */
  readonly endMs: number | null;
  /** While the run goes on: milliseconds since its start. */
  readonly liveNow?: (() => number) | undefined;
  readonly conditions: Conditions;
  readonly onConditions: (change: Partial<Conditions>) => void;
  /** What the lesson brings. */
  readonly hosts: readonly HostDeclaration[];
}

/** What a program asks of the lab network, as it happens, and the weather that the learner makes for it. */
export const NetworkPanel = memo(function NetworkPanel({
  network,
  endMs,
  liveNow,
  conditions,
  onConditions,
  hosts,
}: NetworkPanelProps) {
  const live = liveNow !== undefined;
  const now = useNow(liveNow, network !== null && network.inFlight > 0, endMs ?? lastTime(network));
  const end = axisEnd(now, live);
  return (
    <section className={styles['panel']} aria-label="Lab network">
      <div className={styles['head']}>
        <h2 className={styles['title']}>Lab network</h2>
        <p className={styles['about']}>Simulated hosts in real time; nothing leaves your browser.</p>
        <Explain trigger="Which hosts?" label="Hosts of the lab network">
          <Hosts hosts={hosts} />
        </Explain>
      </div>
      <Weather conditions={conditions} onChange={onConditions} />
      {network === null ? (
        <p className={styles['empty']}>
          Each request of the program will be a row here, from its connection to its last byte.
        </p>
      ) : (
        <>
          <Sums network={network} />
          <ExchangeTable network={network} now={now} end={end} live={live} />
          <div className={styles['words']}>
            <p>{networkSentence(network, live)}</p>
            <Key network={network} now={now} />
          </div>
        </>
      )}
    </section>
  );
});

function lastTime(network: NetworkSnapshot | null): number {
  return network?.load.at(-1)?.t ?? 0;
}

/** The time up to which things are drawn: it moves by itself while something is in flight. */
function useNow(liveNow: (() => number) | undefined, moving: boolean, still: number): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (liveNow === undefined || !moving) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const timer = setInterval(() => setNow(liveNow()), calm ? 500 : 80);
    return () => clearInterval(timer);
  }, [liveNow, moving]);
  return liveNow === undefined ? still : Math.max(still, moving ? now : 0);
}

function Sums({ network }: { readonly network: NetworkSnapshot }) {
  const { inFlight, succeeded, failed, mostInFlight, omitted } = network;
  return (
    <dl className={styles['sums']}>
      <Sum name="in flight" value={inFlight} />
      <Sum name="done" value={succeeded} />
      <Sum name="failed" value={failed} bad={failed > 0} />
      <Sum name="most at once" value={mostInFlight} />
      {omitted > 0 && <Sum name="more, not listed" value={omitted} />}
    </dl>
  );
}

function Sum({ name, value, bad = false }: { readonly name: string; readonly value: number; readonly bad?: boolean }) {
  return (
    <div className={bad ? styles['bad'] : undefined}>
      <dt>{name}</dt>
      <dd>{value.toLocaleString('en')}</dd>
    </div>
  );
}

/** Short names with what they mean. */
const KEY = {
  connecting: ['connecting', 'the handshake of a new connection'],
  queued: ['queued', 'in the host’s backlog: it serves as many connections as it may'],
  idle: ['connected', 'nothing was asked yet'],
  waiting: ['waiting', 'from the request to the first byte of its answer'],
  receiving: ['receiving', 'from the first byte to the last'],
} as const;

/** Only the phases that are to be seen. */
function Key({ network, now }: { readonly network: NetworkSnapshot; readonly now: number }) {
  const seen = new Set<string>(['connecting', 'waiting', 'receiving']);
  for (const exchange of network.exchanges.slice(-200)) {
    for (const { phase } of stretchesOf(exchange, now)) seen.add(phase);
    if (seen.size === PHASES.length) break;
  }
  return (
    <ul className={styles['key']} aria-label="Patterns of the bars">
      {PHASES.filter((phase) => seen.has(phase) && phase !== 'idle').map((phase) => (
        <li key={phase} title={KEY[phase][1]}>
          <span className={styles['swatch']} aria-hidden="true">
            <span className={styles[phase]} />
          </span>
          {KEY[phase][0]}
        </li>
      ))}
    </ul>
  );
}

function Hosts({ hosts }: { readonly hosts: readonly HostDeclaration[] }) {
  const words = hostWords(hosts);
  const own = words.filter(({ ofLesson }) => ofLesson);
  return (
    <div className={styles['hosts']}>
      <p>
        Simulated hosts in real time: programs find these and no others, and nothing leaves your browser. They behave
        like the services whose names they bear; what they answer was written for this course.
      </p>
      {own.length > 0 && <HostList title="Of this lesson" words={own} />}
      <HostList title={own.length > 0 ? 'Always there' : null} words={words.filter(({ ofLesson }) => !ofLesson)} />
    </div>
  );
}

interface HostListProps {
  readonly title: string | null;
  readonly words: readonly { readonly name: string; readonly about: string }[];
}

function HostList({ title, words }: HostListProps) {
  return (
    <>
      {title !== null && <h3>{title}</h3>}
      <dl>
        {words.map(({ name, about }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
