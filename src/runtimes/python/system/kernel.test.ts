import { beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { deferred } from '../../../base/deferred';
import type { Holding, ProcessImage, SystemAnswer } from '../../../protocol/system';
import { Errno, Kernel, MOST_PROCESSES, MOST_STILLBORN, type Packages } from './kernel';
import {
  RECORDS,
  ROOT_PID,
  WOULD_BLOCK,
  addPipeHolders,
  makeObject,
  pipeState,
  processStatus,
  tryWrite,
  viewOf,
  type SharedObject,
} from './objects';

const [SIGINT, SIGKILL, SIGTERM, SIGCHLD] = [2, 9, 15, 17];
const PIPE = 1;

let log: string[];
let answers: SystemAnswer[];
let kernel: Kernel;
let shared: boolean;

function boot(isShared = true, packages: Packages | null = null): void {
  log = [];
  answers = [];
  shared = isShared;
  kernel = new Kernel({
    shared,
    start: (number, parent, image, files) =>
      log.push(`start ${number} of ${parent} ${image.name} with ${files.map(({ path }) => path).join(' ')}`),
    answer: (_number, _call, answer) => void answers.push(answer),
    signal: (number, signal) => log.push(`signal ${signal} to ${number}`),
    kill: (number, signal) => {
      log.push(`kill ${number} by ${signal}`);
      kernel.ended(number, signal);
    },
    terminate: (number) => log.push(`terminate ${number}`),
    later: () => undefined,
    network: null,
    packages,
    filesChanged: () => log.push('files'),
    diskFull: () => log.push('full'),
    giveUp: (sentence) => log.push(`give up: ${sentence}`),
  });
}

beforeEach(() => boot());

const image = (kind: 'fork' | 'exec' = 'exec', holdings: readonly Holding[] = []): ProcessImage => ({
  name: 'Child',
  kind,
  argv: [],
  state: new Uint8Array(0),
  descriptors: '[]',
  holdings,
});

function ask(number: number, what: Parameters<Kernel['call']>[2]): SystemAnswer {
  kernel.call(number, 1, what);
  return answers.pop() ?? expect.unreachable('there was no answer');
}

/** The number of a new child. */
function spawn(parent = 0, what = image()): number {
  const answer = ask(parent, { op: 'spawn', image: what });
  return 'value' in answer ? answer.value - ROOT_PID : expect.unreachable(`errno ${answer.errno}`);
}

/** A pipe that a process has made, as the process sees it. */
function pipe(object = PIPE, by = 0): SharedObject {
  const made = makeObject('pipe', shared);
  kernel.note(by, {
    op: 'make',
    object,
    kind: 'pipe',
    value: 0,
    buffer: shared ? (made.buffer as SharedArrayBuffer) : null,
  });
  return made;
}

const eof = (of: SharedObject): boolean => (pipeState(of) & 4) !== 0;

describe('the end of a process', () => {
  it('is in its record before anybody who waited for it goes on', () => {
    const child = spawn();
    const found = ask(0, { op: 'find', object: RECORDS + child });
    const buffer = 'value' in found ? found.buffer : null;
    const record = viewOf('process', buffer ?? expect.unreachable('a record is shared'));
    kernel.ended(child, 3 << 8);
    expect(processStatus(record)).toBe(768);
    expect(kernel.processes).toEqual([0]);
  });

  it('gives back every end of a pipe that it held, however it got it and whatever it had closed', () => {
    const steps = fc.array(fc.tuple(fc.nat(2), fc.constantFrom<[number, number]>([1, 0], [0, 1], [-1, 0], [0, -1])), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, fc.boolean(), (moves, isShared) => {
        boot(isShared);
        const made = pipe();
        const children = [0, 1, 2].map(() => spawn(0, image('fork', [[PIPE, 1, 1]])));
        const held = children.map(() => [1, 1]);
        for (const [who, [readers, writers]] of moves) {
          const mine = held[who] ?? expect.unreachable();
          if ((mine[0] ?? 0) + readers < 0 || (mine[1] ?? 0) + writers < 0) continue;
          mine[0] = (mine[0] ?? 0) + readers;
          mine[1] = (mine[1] ?? 0) + writers;
          // With shared memory a process counts by itself, at once, and tells the kernel for the day of its end.
          if (isShared) addPipeHolders(made, readers, writers);
          kernel.note(children[who] ?? -1, { op: 'hold', holding: [PIPE, readers, writers] });
        }
        const seen = (): SharedObject => (isShared ? made : (kernel['objects'].get(PIPE)?.object ?? made));
        let writers = held.reduce((sum, [, mine]) => sum + (mine ?? 0), 1);
        children.forEach((child, i) => {
          kernel.ended(child, i % 2 === 0 ? 0 : SIGKILL);
          writers -= held[i]?.[1] ?? 0;
          expect(eof(seen())).toBe(writers === 0);
        });
        expect(writers).toBe(1);
        if (isShared) addPipeHolders(made, 0, -1);
        const last = seen();
        kernel.note(0, { op: 'hold', holding: [PIPE, 0, -1] });
        expect(eof(last)).toBe(true);
      }),
    );
  });

  it('frees a ring that it was copying from, though the kernel had not heard yet that it held the pipe', () => {
    const made = pipe();
    const child = spawn();
    made.words[2] = child + 1;
    kernel.ended(child, SIGKILL);
    // Would spin for ever.
    expect(tryWrite(made, Uint8Array.of(1), 0)).toBe(1);
  });

  it('of the giver does not take what it had given away in a message', () => {
    const made = pipe();
    const giver = spawn(0, image('fork', [[PIPE, 0, 1]]));
    const taker = spawn();
    addPipeHolders(made, 0, 1);
    kernel.note(giver, { op: 'hold', holding: [PIPE, 0, 1] });
    kernel.note(taker, { op: 'take', from: giver, holding: [PIPE, 0, 1] });
    kernel.ended(giver, 0);
    addPipeHolders(made, 0, -1);
    kernel.note(0, { op: 'hold', holding: [PIPE, 0, -1] });
    expect(eof(made)).toBe(false);
    kernel.ended(taker, 0);
    expect(eof(made)).toBe(true);
  });

  it('is told to those who wait by message, and nothing is told to the dead', () => {
    boot(false);
    pipe();
    const [child, other] = [spawn(), spawn()];
    kernel.call(0, 5, { op: 'wait', seen: [[RECORDS + child, 0]] });
    kernel.call(other, 6, { op: 'wait', seen: [[RECORDS + child, 0]] });
    expect(answers).toEqual([]);
    kernel.ended(other, 0);
    kernel.ended(child, 0);
    expect(answers).toEqual([{ value: 0 }]);
    kernel.call(child, 7, { op: 'find', object: PIPE });
    expect(answers).toHaveLength(1);
  });
});

describe('a wait by message', () => {
  it('is answered at once when the version has passed already, or the object is gone', () => {
    boot(false);
    pipe();
    ask(0, { op: 'write', object: PIPE, bytes: Uint8Array.of(1) });
    expect(ask(0, { op: 'wait', seen: [[PIPE, 0]] })).toEqual({ value: 0 });
    expect(ask(0, { op: 'wait', seen: [[99, 0]] })).toEqual({ value: 0 });
    kernel.call(0, 1, { op: 'wait', seen: [[PIPE, 1]] });
    expect(answers).toEqual([]);
    expect(ask(0, { op: 'read', object: PIPE, count: 9 })).toMatchObject({ value: 0 });
  });

  it('gives with a look the version from before it, so that a change in between is not missed', () => {
    boot(false);
    pipe();
    expect(ask(0, { op: 'read', object: PIPE, count: 9 })).toMatchObject({ value: WOULD_BLOCK, version: 0 });
    expect(ask(0, { op: 'write', object: PIPE, bytes: Uint8Array.of(7) })).toEqual({ value: 1, version: 0 });
    expect(ask(0, { op: 'read', object: PIPE, count: 9 })).toEqual({ value: 1, version: 1, bytes: Uint8Array.of(7) });
  });
});

describe('a signal', () => {
  const send = (pid: number, signal: number): SystemAnswer => ask(0, { op: 'signal', pid, signal });

  it('ends a process by default, and is its status then', () => {
    const child = spawn();
    expect(send(ROOT_PID + child, SIGTERM)).toEqual({ value: 0 });
    expect(log.at(-1)).toBe(`kill ${child} by ${SIGTERM}`);
    expect(send(ROOT_PID + child, SIGTERM)).toEqual({ errno: Errno.ESRCH });
  });

  it('0 only asks whether the process is there', () => {
    const child = spawn();
    log.length = 0;
    expect(send(ROOT_PID + child, 0)).toEqual({ value: 0 });
    expect(send(ROOT_PID + child + 1, 0)).toEqual({ errno: Errno.ESRCH });
    expect(log).toEqual([]);
  });

  it('goes to a handler, is ignored, or does nothing by default; SIGKILL always kills', () => {
    const child = spawn();
    log.length = 0;
    send(ROOT_PID + child, SIGINT);
    send(ROOT_PID + child, SIGCHLD);
    kernel.note(child, { op: 'handle', signal: SIGTERM, action: 'ignore' });
    send(ROOT_PID + child, SIGTERM);
    kernel.note(child, { op: 'handle', signal: SIGKILL, action: 'ignore' });
    kernel.note(child, { op: 'handle', signal: SIGINT, action: 'default' });
    expect(log).toEqual([`signal ${SIGINT} to ${child}`]);
    send(ROOT_PID + child, SIGKILL);
    expect(log.at(-1)).toBe(`kill ${child} by ${SIGKILL}`);
  });

  it('is for a fork what it was for its parent: ignored, or kept until the copy has come to its handlers', () => {
    kernel.note(0, { op: 'handle', signal: SIGTERM, action: 'handler' });
    kernel.note(0, { op: 'handle', signal: SIGINT, action: 'ignore' });
    const [forked, fresh] = [spawn(0, image('fork')), spawn(0, image('exec'))];
    log.length = 0;
    for (const child of [forked, fresh]) send(ROOT_PID + child, SIGINT);
    send(ROOT_PID + forked, SIGTERM);
    expect(log).toEqual([]);
    kernel.note(forked, { op: 'begin' });
    send(ROOT_PID + fresh, SIGTERM);
    expect(log).toEqual([`signal ${SIGTERM} to ${forked}`, `kill ${fresh} by ${SIGTERM}`]);
  });

  it('of the terminal reaches every process but the root, which hears it from the page', () => {
    const [one, two] = [spawn(), spawn()];
    kernel.note(two, { op: 'handle', signal: SIGINT, action: 'default' });
    log.length = 0;
    kernel.interrupt();
    expect(log).toEqual([`signal ${SIGINT} to ${one}`, `kill ${two} by ${SIGINT}`]);
  });
});

describe('a program that starts processes without end', () => {
  it('gets EAGAIN when too many live, and may start more when some have ended', () => {
    const children = Array.from({ length: MOST_PROCESSES - 1 }, () => spawn());
    expect(ask(0, { op: 'spawn', image: image() })).toEqual({ errno: Errno.EAGAIN });
    kernel.ended(children[5] ?? -1, 0);
    expect(ask(0, { op: 'spawn', image: image() })).toMatchObject({ value: ROOT_PID + MOST_PROCESSES });
  });

  it('is stopped with a reason when child after child ends before its work, and not when one of them came to it', () => {
    for (let i = 0; i < MOST_STILLBORN - 1; i++) kernel.ended(spawn(), 1 << 8);
    const worker = spawn();
    kernel.note(worker, { op: 'begin' });
    kernel.ended(worker, 1 << 8);
    for (let i = 0; i < MOST_STILLBORN - 1; i++) kernel.ended(spawn(), 1 << 8);
    expect(log.filter((line) => line.startsWith('give up'))).toEqual([]);
    const witness = spawn();
    kernel.ended(spawn(), 1 << 8);
    expect(log.at(-1)).toContain('if __name__ == "__main__":');
    expect(log).toContain(`terminate ${witness}`);
    expect(kernel.processes).toEqual([0]);
  });
});

describe('regression: a program that kills its processes before they come to their work', () => {
  it('is not taken for one that starts processes without end', () => {
    for (let i = 0; i < 2 * MOST_STILLBORN; i++) {
      const child = spawn();
      ask(0, { op: 'signal', pid: ROOT_PID + child, signal: SIGKILL });
      kernel.ended(child, SIGKILL);
    }
    expect(log.filter((line) => line.startsWith('give up'))).toEqual([]);
  });
});

describe('names', () => {
  it('of shared memory belong to one segment at a time, and live on in those who have it open', () => {
    kernel.note(0, { op: 'make', object: 5, kind: 'memory', value: 64, buffer: new SharedArrayBuffer(80) });
    const open = (size: number): SystemAnswer => ask(0, { op: 'open-memory', name: '/a', object: 5, size });
    expect(open(-1)).toEqual({ errno: Errno.ENOENT });
    expect(open(64)).toEqual({ value: 5 });
    expect(open(64)).toEqual({ errno: Errno.EEXIST });
    expect(open(-1)).toMatchObject({ value: 5, version: 64 });
    expect(ask(0, { op: 'unlink-memory', name: '/a' })).toEqual({ value: 0 });
    expect(ask(0, { op: 'unlink-memory', name: '/a' })).toEqual({ errno: Errno.ENOENT });
    expect(ask(0, { op: 'find', object: 5 })).toMatchObject({ value: 0 });
  });

  it('of listeners refuse who comes too late or too early', () => {
    const server = spawn();
    const [queue, there, back] = [10, 11, 12];
    pipe(there);
    pipe(back);
    const connect = (): SystemAnswer => ask(0, { op: 'connect', address: 'a', reads: there, writes: back });
    expect(connect()).toEqual({ errno: Errno.ECONNREFUSED });
    pipe(queue, server);
    expect(ask(server, { op: 'listen', address: 'a', object: queue })).toEqual({ value: 0 });
    expect(ask(0, { op: 'listen', address: 'a', object: 13 })).toEqual({ errno: Errno.EADDRINUSE });
    expect(connect()).toEqual({ value: 0 });
    kernel.ended(server, 0);
    expect(connect()).toEqual({ errno: Errno.ECONNREFUSED });
  });
});

describe('files', () => {
  it('reach those who ask after they were told, each change once and never to who made it; a child begins with all', () => {
    const [one, two] = [spawn(), spawn()];
    const files = (of: number, since: number): SystemAnswer => ask(of, { op: 'files', since });
    kernel.note(one, { op: 'file', at: 1, path: '/tmp/a', content: Uint8Array.of(1) });
    kernel.note(one, { op: 'file', at: 1, path: '/tmp/a', content: Uint8Array.of(2) });
    kernel.note(two, { op: 'file', at: 1, path: '/tmp/b', content: null });
    expect(files(0, 0)).toEqual({
      value: 3,
      files: [
        { path: '/tmp/a', content: Uint8Array.of(2) },
        { path: '/tmp/b', content: null },
      ],
    });
    expect(files(0, 3)).toEqual({ value: 3, files: [] });
    expect(files(one, 0)).toMatchObject({ files: [{ path: '/tmp/b' }] });
    spawn();
    expect(log.at(-1)).toContain('with /tmp/a /tmp/b');
  });
});

describe('a package', () => {
  const files = [{ path: 'requests/__init__.py', content: new Uint8Array([1]) }];
  const ask = (number: number, name: string): void => kernel.call(number, 1, { op: 'package', name });

  it('comes with the answer, some time later; the kernel serves others meanwhile', async () => {
    const { promise, resolve } = deferred<typeof files>();
    boot(true, { find: (name) => (name === 'requests' ? promise : Promise.resolve([])) });
    ask(0, 'requests');
    expect(answers).toEqual([]);
    ask(0, 'numpy');
    spawn();
    await Promise.resolve();
    expect(answers).toEqual([{ value: 0, files: [] }]);
    resolve(files);
    await promise;
    expect(answers[1]).toEqual({ value: 1, files });
  });

  it('is answered for with nothing where there are none, and when looking for it fails', async () => {
    ask(0, 'requests');
    expect(answers).toEqual([{ value: 0, files: [] }]);
    boot(true, { find: () => Promise.reject(new Error('no')) });
    ask(0, 'requests');
    await new Promise((done) => setTimeout(done));
    expect(answers).toEqual([{ value: 0, files: [] }]);
  });

  it('comes to nobody when the process that asked has ended, or the run is over', async () => {
    boot(true, { find: () => Promise.resolve(files) });
    const child = spawn();
    ask(child, 'requests');
    kernel.ended(child, 0);
    ask(0, 'requests');
    kernel.stop();
    await new Promise((done) => setTimeout(done));
    expect(answers).toEqual([]);
  });
});
