/**
 * The lab network's part of the border: what a run asks of the network, the weather while it runs, and what the network says
 * about itself. Events are checked by hand, as the other hot kinds are (`parts.ts`).
 */
import * as v from 'valibot';
import type { Conditions } from '../lab/conditions';
import type { LabEvent, LabOutcome } from '../lab/events';
import { parseHostDeclarations } from '../lab/parse-declarations';
import type { NetworkRequest } from '../runtimes/runtime';

export const NETWORK_CAPS = {
  /** Events in one message. */
  events: 20_000,
  /** Characters of a host's name, of a method, of a path with its query. */
  host: 300,
  method: 40,
  path: 2_048,
  /** Characters of an explanation. */
  words: 1_000,
} as const;

const within = (least: number, most: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(most));

export const conditionsSchema: v.GenericSchema<unknown, Conditions> = v.strictObject({
  latencyFactor: within(0, 1_000),
  bandwidthFactor: within(0.001, 1_000),
  failureRate: within(0, 1),
});

/** As lessons write them (`failure-rate`), from what they were made into (`failureRate`): the lab's parser reads the former. */
function asWritten(host: unknown): unknown {
  if (typeof host !== 'object' || host === null || Array.isArray(host)) return host;
  return Object.fromEntries(
    Object.entries(host).map(([key, value]: [string, unknown]) => [
      // A key that is written so already is none of a declaration's: it is made one that nobody knows.
      key.includes('-') ? `-${key}` : key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      key === 'rateLimit' ? asWritten(value) : value,
    ]),
  );
}

const hosts: v.GenericSchema<unknown, NetworkRequest['hosts']> = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const value = dataset.value;
    const parsed = parseHostDeclarations(Array.isArray(value) ? value.map(asWritten) : value);
    if (parsed.ok) return parsed.value;
    addIssue({ message: parsed.error[0]?.message ?? 'hosts of the lab', expected: 'hosts of the lab' });
    return NEVER;
  }),
);

export const networkRequestSchema: v.GenericSchema<unknown, NetworkRequest> = v.strictObject({
  hosts,
  conditions: conditionsSchema,
  real: v.exactOptional(v.boolean()),
});

const OUTCOMES: ReadonlySet<unknown> = new Set<LabOutcome>([
  'ok',
  'refused',
  'unreachable',
  'blocked',
  'reset',
  'cancelled',
  'unused',
]);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPort = (value: unknown): boolean => isCount(value) && value <= 65_535;
const isStatus = (value: unknown): boolean => isCount(value) && value <= 999;
const isShort = (value: unknown, most: number): boolean => typeof value === 'string' && value.length <= most;

/** The number of keys that an event of each phase has. */
const KEYS: Readonly<Record<LabEvent['phase'], number>> = {
  connecting: 7,
  real: 3,
  queued: 3,
  connected: 3,
  request: 9,
  sent: 4,
  receiving: 4,
  explained: 5,
  done: 6,
};

/** True for a list of events whose times are on the run's clock; whether their story makes sense is another matter. */
export function isNetworkEvents(value: unknown): value is readonly LabEvent[] {
  return Array.isArray(value) && value.length <= NETWORK_CAPS.events && value.every(isNetworkEvent);
}

function isNetworkEvent(value: unknown): value is LabEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Readonly<Record<string, unknown>>;
  const phase = event['phase'];
  if (typeof phase !== 'string' || !Object.hasOwn(KEYS, phase)) return false;
  if (Object.keys(event).length !== KEYS[phase as LabEvent['phase']]) return false;
  const t = event['t'];
  if (typeof t !== 'number' || !(t >= 0 && t < Infinity) || !isCount(event['exchange'])) return false;
  switch (phase as LabEvent['phase']) {
    case 'real':
    case 'queued':
    case 'connected':
      return true;
    case 'connecting':
      return isConnection(event);
    case 'request':
      return (
        isConnection(event) &&
        isShort(event['method'], NETWORK_CAPS.method) &&
        isShort(event['path'], NETWORK_CAPS.path)
      );
    case 'sent':
      return isCount(event['bytes']);
    case 'receiving':
      return isStatus(event['status']);
    case 'explained':
      return isShort(event['host'], NETWORK_CAPS.host) && isShort(event['words'], NETWORK_CAPS.words);
    case 'done':
      return (
        OUTCOMES.has(event['outcome']) &&
        (event['status'] === null || isStatus(event['status'])) &&
        isCount(event['bytes'])
      );
  }
}

function isConnection(event: Readonly<Record<string, unknown>>): boolean {
  return (
    isCount(event['connection']) &&
    (event['process'] === null || isCount(event['process'])) &&
    isShort(event['host'], NETWORK_CAPS.host) &&
    isPort(event['port'])
  );
}
