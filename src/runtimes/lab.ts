/** The lab network as the kernel of a run sees it (`python/system/line.ts`). */
import { LabNetwork, type LabNetworkOptions } from '../lab/network';
import type { Network } from './python/system/line';

export interface RunNetwork extends Network {
  readonly lab: LabNetwork;
}

/** A network of its own for one run: nothing that one run does to a host is there for the next. */
export function openLab(options: LabNetworkOptions): RunNetwork {
  const lab = new LabNetwork(options);
  return {
    lab,
    resolve(name) {
      const address = lab.resolve(name);
      return address === null ? null : address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
    },
    hostNames: () => lab.hostNames(),
    connect(address, port, process, client) {
      const parts = [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff);
      return lab.connect(
        { address: parts.join('.'), port },
        {
          process,
          connected: () => client.connected(),
          refused: (reason, words) => client.refused(reason, words),
          write: (bytes) => client.write(bytes),
          end: () => client.end(),
          reset: (words) => client.reset(words),
        },
      );
    },
    stop: () => lab.dispose(),
  };
}
