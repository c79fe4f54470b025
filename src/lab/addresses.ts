/**
 * Names and addresses. Every host of the lab has an address in one of the three ranges that RFC 5737 keeps for
 * documentation: they are nobody's, and whoever meets one in a traceback can look up that it is made up.
 */
import { hashOf } from './chance';

const RANGES = ['192.0.2.', '198.51.100.', '203.0.113.'] as const;
const HOSTS_PER_RANGE = 253;

/** How many names can have addresses at once. */
export const MAX_HOSTS = RANGES.length * HOSTS_PER_RANGE;

/** The address that programs call from, as servers see it (`/ip`). No host has it. */
export const CLIENT_ADDRESS = '203.0.113.254';

/** Lower case, without the dot that may end a full name. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

export interface AddressBook {
  readonly addressOf: ReadonlyMap<string, string>;
  readonly nameOf: ReadonlyMap<string, string>;
}

/**
 * Gives each name an address: where its hash points to, or the next free one. A name keeps its address as long as the names
 * before it stay the same, so list those first that are always there.
 */
export function assignAddresses(names: readonly string[]): AddressBook {
  const addressOf = new Map<string, string>();
  const nameOf = new Map<string, string>();
  for (const name of names) {
    if (addressOf.has(name)) continue;
    if (addressOf.size >= MAX_HOSTS) throw new RangeError(`the lab network has room for ${MAX_HOSTS} hosts`);
    let slot = hashOf(name) % MAX_HOSTS;
    let address = addressAt(slot);
    while (nameOf.has(address)) {
      slot = (slot + 1) % MAX_HOSTS;
      address = addressAt(slot);
    }
    addressOf.set(name, address);
    nameOf.set(address, name);
  }
  return { addressOf, nameOf };
}

function addressAt(slot: number): string {
  return `${RANGES[Math.floor(slot / HOSTS_PER_RANGE)] ?? RANGES[0]}${(slot % HOSTS_PER_RANGE) + 1}`;
}
