import { network as texts } from '../../texts/en/network';
import { numbers } from '../../texts/en/numbers';
import { memo, useEffect, useState } from 'react';
import type { Conditions } from '../../lab/conditions';
import type { HostDeclaration } from '../../lab/declaration';
import type { NetworkSnapshot } from '../../session/network-log';
import { Explain } from '../kit/disclosure';
import { ExchangeTable } from './exchange-table';
import { anyReal, NetworkMark } from './network-mark';
import { hostWords } from './hosts';
import { axisEnd, PHASES, stretchesOf } from './network-layout';
import { networkSentence, reasonsOf } from './network-words';
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
  /** The switch for the real network; null where programs may not have it: they are not the learner's own. */
  readonly realNetwork: RealNetworkSwitch | null;
}

export interface RealNetworkSwitch {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** What a program asks of the lab network, as it happens, and the weather that the learner makes for it. */
export const NetworkPanel = memo(function NetworkPanel({
  network,
  endMs,
  liveNow,
  conditions,
  onConditions,
  hosts,
  realNetwork,
}: NetworkPanelProps) {
  const live = liveNow !== undefined;
  const now = useNow(liveNow, network !== null && network.inFlight > 0, endMs ?? lastTime(network));
  const end = axisEnd(now, live);
  return (
    <section className={styles['panel']} aria-label={realNetwork === null ? texts.labNetwork : texts.title}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>{realNetwork === null ? texts.labNetwork : texts.title}</h2>
        {realNetwork !== null && <Switch {...realNetwork} />}
        <p className={styles['about']}>{aboutWords(realNetwork, live)}</p>
        <Explain trigger={texts.whichHosts} label={texts.hostsTitle}>
          <Hosts hosts={hosts} real={realNetwork?.on === true} />
        </Explain>
      </div>
      <Weather conditions={conditions} onChange={onConditions} labOnly={realNetwork?.on === true} />
      {network === null ? (
        <p className={styles['empty']}>{texts.emptyText}</p>
      ) : (
        <>
          <Sums network={network} />
          <ExchangeTable network={network} now={now} end={end} live={live} />
          <div className={styles['words']}>
            <p>{networkSentence(network, live)}</p>
            {reasonsOf(network.exchanges).map((words) => (
              <p key={words} className={styles['why']}>
                {words}
              </p>
            ))}
            <Key network={network} now={now} />
          </div>
        </>
      )}
    </section>
  );
});

function Switch({ on, onChange }: RealNetworkSwitch) {
  return (
    <label className={styles['switch']}>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        aria-checked={on}
        onChange={(event) => onChange(event.target.checked)}
      />
      {texts.realNetworkSwitch}
    </label>
  );
}

function aboutWords(realNetwork: RealNetworkSwitch | null, live: boolean): string {
  if (realNetwork === null) return texts.simulated;
  return realNetwork.on ? texts.realOn(live) : texts.realOff;
}

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
      <Sum name={texts.inFlight} value={inFlight} />
      <Sum name={texts.done} value={succeeded} />
      <Sum name={texts.failed} value={failed} bad={failed > 0} />
      <Sum name={texts.mostAtOnce} value={mostInFlight} />
      {omitted > 0 && <Sum name={texts.notListed} value={omitted} />}
    </dl>
  );
}

function Sum({ name, value, bad = false }: { readonly name: string; readonly value: number; readonly bad?: boolean }) {
  return (
    <div className={bad ? styles['bad'] : undefined}>
      <dt>{name}</dt>
      <dd>{numbers.digits(value)}</dd>
    </div>
  );
}

/** Short names with what they mean. */
const keyWords = () =>
  ({
    connecting: [texts.connecting, texts.connectingAbout],
    queued: [texts.queued, texts.queuedAbout],
    idle: [texts.connected, texts.idleAbout],
    waiting: [texts.waiting, texts.waitingAbout],
    receiving: [texts.receiving, texts.receivingAbout],
  }) as const;

/** Only the phases that are to be seen. */
function Key({ network, now }: { readonly network: NetworkSnapshot; readonly now: number }) {
  const seen = new Set<string>(['connecting', 'waiting', 'receiving']);
  for (const exchange of network.exchanges.slice(-200)) {
    for (const { phase } of stretchesOf(exchange, now)) seen.add(phase);
    if (seen.size === PHASES.length) break;
  }
  return (
    <ul className={styles['key']} aria-label={texts.patterns}>
      {anyReal(network.exchanges) && (
        <>
          <li>
            <NetworkMark real /> {texts.real}
          </li>
          <li>
            <NetworkMark real={false} /> {texts.lab}
          </li>
        </>
      )}
      {PHASES.filter((phase) => seen.has(phase) && phase !== 'idle').map((phase) => (
        <li key={phase} title={keyWords()[phase][1]}>
          <span className={styles['swatch']} aria-hidden="true">
            <span className={styles[phase]} />
          </span>
          {keyWords()[phase][0]}
        </li>
      ))}
    </ul>
  );
}

interface HostsProps {
  readonly hosts: readonly HostDeclaration[];
  /** The real network is on: then its hosts are meant, and not those that imitate them. */
  readonly real: boolean;
}

function Hosts({ hosts, real }: HostsProps) {
  const words = hostWords(hosts);
  const own = words.filter(({ ofLesson }) => ofLesson);
  return (
    <div className={styles['hosts']}>
      <p>{real ? texts.hostsReal : texts.hostsLab}</p>
      {own.length > 0 && <HostList title={texts.ofLesson} words={own} />}
      <HostList title={own.length > 0 ? texts.alwaysThere : null} words={words.filter(({ ofLesson }) => !ofLesson)} />
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
