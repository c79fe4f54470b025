import { describe, expect, it } from 'vitest';
import { lackOf, type Needy } from './lacks';

const ALL = { isolation: 'isolated', stackSwitching: true, webAssembly: true, cores: 4, clockStepMs: 0.1 } as const;
const python = (content: string): Needy => ({
  language: 'python',
  entry: 'main.py',
  files: [{ path: 'main.py', content }],
  changed: false,
});
const typescript = (content: string): Needy => ({
  language: 'typescript',
  entry: 'main.ts',
  files: [
    { path: 'main.ts', content },
    { path: 'gate.ts', content: 'export const unused = new SharedArrayBuffer(4);' },
  ],
  changed: false,
});
const THREAD = 'import threading\nthreading.Thread(target=print).start()\n';

describe('what a program needs and a browser lacks', () => {
  it('is nothing where nothing is lacking, and never what the program does not use', () => {
    expect(lackOf(python(THREAD), ALL)).toBeNull();
    expect(lackOf({ ...typescript('new Mutex()'), needs: 'shared-memory' }, ALL)).toBeNull();
    expect(lackOf(typescript('console.log(1)'), { ...ALL, isolation: 'not-isolated' })).toBeNull();
    // Threads take turns there: that is another page's picture, and no reason not to run.
    expect(lackOf(python(THREAD), { ...ALL, isolation: 'not-isolated' })).toBeNull();
    expect(lackOf(typescript('console.log(1)'), { ...ALL, stackSwitching: false, webAssembly: false })).toBeNull();
  });

  it('is all of Python without WebAssembly', () => {
    expect(lackOf(python('print(1)'), { ...ALL, stackSwitching: false, webAssembly: false })).toBe('webassembly');
  });

  const oneStack = { ...ALL, stackSwitching: false };

  it.each([
    THREAD,
    'from threading import Thread\nclass Mine(Thread): ...',
    'from concurrent.futures import ThreadPoolExecutor as Pool\nPool()',
    'import multiprocessing as mp\nmp.Process(target=print).start()',
    'import asyncio\nasyncio.run(asyncio.to_thread(print))',
    'import urllib.request',
    'name = input("who? ")',
  ])('is the other stacks of %j', (text) => {
    expect(lackOf(python(text), oneStack)).toBe('stacks');
  });

  it.each([
    'print("a Thread")',
    'import threading\nwith threading.Lock(): print(1)',
    'import threading\n# a Thread would be started here\n',
    'import asyncio\nasyncio.run(asyncio.sleep(1))',
    'form.input(1)\nread_input()',
    'import time\ntime.sleep(1)',
  ])('is not that for %j', (text) => {
    expect(lackOf(python(text), oneStack)).toBeNull();
  });

  it('is shared memory by the author’s word, until the learner has changed the program, and then by its text', () => {
    const bare = { ...ALL, isolation: 'not-isolated' } as const;
    const said: Needy = { ...typescript('console.log(1)'), needs: 'shared-memory' };
    expect(lackOf(said, bare)).toBe('shared-memory');
    expect(lackOf({ ...said, changed: true }, bare)).toBeNull();
    expect(lackOf({ ...typescript('new SharedArrayBuffer(8)'), changed: true }, bare)).toBe('shared-memory');
  });
});
