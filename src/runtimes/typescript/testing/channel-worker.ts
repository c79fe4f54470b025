/** A real thread at a channel, for `channel.test.ts`: it does as it is told, round after round. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SharedParts } from '../shared';
import { StatusBoard } from '../status';
import { makeTestThread } from './threads';

export interface ChannelWork {
  readonly parts: SharedParts;
  readonly does: 'send' | 'sendAsync' | 'mixed' | 'receive' | 'receiveAsync' | 'iterate' | 'iterateAsync';
  /** Senders: how many, and how long the padding of each is. */
  readonly count: number;
  readonly padding: number;
}

export interface ChannelWorkerData {
  readonly number: number;
  readonly status: SharedArrayBuffer;
}

/** What a sender sends. */
export interface Parcel {
  readonly from: number;
  readonly index: number;
  readonly padding: string;
}

const { number, status } = workerData as ChannelWorkerData;
const { shared } = makeTestThread({ number, status: new StatusBoard(status) });

async function work({ parts, does, count, padding }: ChannelWork): Promise<readonly Parcel[]> {
  const channel = shared.revive(parts) as InstanceType<typeof shared.Channel>;
  const received: Parcel[] = [];
  const parcel = (index: number): Parcel => ({
    from: number,
    index,
    padding: 'ü'.repeat((index * 7) % (padding + 1)),
  });
  const all: Promise<void>[] = [];
  switch (does) {
    case 'send':
      for (let index = 0; index < count; index++) channel.send(parcel(index));
      break;
    case 'sendAsync':
      for (let index = 0; index < count; index++) all.push(channel.sendAsync(parcel(index)));
      await Promise.all(all);
      break;
    case 'mixed':
      for (let index = 0; index < count; index++) {
        if (index % 3 === 0) channel.send(parcel(index));
        else await channel.sendAsync(parcel(index));
      }
      break;
    case 'receive':
      for (let one = channel.receive(); one !== undefined; one = channel.receive()) received.push(one as Parcel);
      break;
    case 'receiveAsync':
      for (let one = await channel.receiveAsync(); one !== undefined; one = await channel.receiveAsync())
        received.push(one as Parcel);
      break;
    case 'iterate':
      for (const one of channel) received.push(one as Parcel);
      break;
    case 'iterateAsync':
      for await (const one of channel) received.push(one as Parcel);
      break;
  }
  return received;
}

parentPort?.postMessage('ready');
parentPort?.on('message', (message: ChannelWork) => {
  work(message).then(
    (received) => parentPort?.postMessage({ received }),
    (error: unknown) => parentPort?.postMessage({ error: String(error) }),
  );
});
