/** What a run's trace tells of asyncio's tasks. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadTrace } from '../src/trace/json';
import type { Actor, Segment, Trace } from '../src/trace/trace';
import { summarise } from '../src/trace/words';
import type { Locator } from '@playwright/test';
import { expect, test, type InterleavePage } from './helper';

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'authoring', 'cli.ts');

const AWAITS = `import asyncio
import time


async def fetch(delay):
    await asyncio.sleep(delay)
    return delay


async def guarded(lock):
    async with lock:
        await asyncio.sleep(0.02)


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(fetch(0.02 * i), name=f"fetch-{i}") for i in range(2)]
    holders = [asyncio.create_task(guarded(lock), name=f"guarded-{i}") for i in range(2)]
    await asyncio.gather(*tasks, *holders)
    bad = asyncio.create_task(failing(), name="bad")
    try:
        await bad
    except ValueError:
        pass
    lost = asyncio.create_task(fetch(30), name="lost")
    await asyncio.sleep(0)
    lost.cancel()


async def failing():
    await asyncio.sleep(0)
    time.sleep(0.08)
    raise ValueError("no")


asyncio.run(main())
`;

const EAGER = `import asyncio


async def child():
    await asyncio.sleep(0.01)


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    made = asyncio.create_task(child(), name="child")
    await made


asyncio.run(main())
`;

const EVERYWHERE = `import asyncio
import threading
from multiprocessing import Process


async def nap(name):
    asyncio.current_task().set_name(name)
    await asyncio.sleep(0.01)
    print(name)


def child():
    asyncio.run(nap("in a child"))


if __name__ == "__main__":
    threads = [threading.Thread(target=asyncio.run, args=(nap(f"nap-{i}"),), name=f"T{i}") for i in range(2)]
    process = Process(target=child)
    process.start()
    for one in [*threads]:
        one.start()
    for one in [*threads, process]:
        one.join()
`;

const BUSY = `import asyncio


async def spin():
    for _ in range(100):
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(*(spin() for _ in range(1500)))


asyncio.run(main())
`;

interface Told {
  readonly trace: Trace;
}

let folder: string;

test.beforeAll(() => {
  // Inside the checkout, so that `--import tsx` is found from the working directory.
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.cache', 'tasks-'));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The trace of a program that ends well. */
async function told(code: string): Promise<Told> {
  const file = join(folder, 'main.py');
  const out = join(folder, 'trace.json');
  writeFileSync(file, code);
  const words = ['--import', 'tsx', CLI, 'run', '--timeout', '60', '--trace', out, file];
  const env = { ...process.env, INTERLEAVE_DIST: process.env['INTERLEAVE_DIST'] ?? join(ROOT, 'dist') };
  await promisify(execFile)(process.execPath, words, { cwd: ROOT, env });
  const loaded = loadTrace(readFileSync(out, 'utf8'));
  if (!loaded.ok) throw new Error(loaded.error);
  return { trace: loaded.value.trace };
}

function actor({ trace }: Told, name: string): Actor {
  const found = trace.actors.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not among ${trace.actors.map((one) => one.name).join(', ')}`);
  return found;
}

function lane(run: Told, name: string): Segment[] {
  const segments = run.trace.lanes[actor(run, name).id]?.segments;
  return segments === undefined ? [] : Array.from({ length: segments.length }, (_, i) => segments.at(i));
}

/** `state via line` */
const words = (segments: readonly Segment[]): string[] =>
  segments.map(({ state, via, place }) => [state, via, place?.line ?? ''].join(' ').trim().replace(/ +/g, ' '));

test('a task is an actor: who made it, at which await it waits, and how it ends', async () => {
  const run = await told(AWAITS);
  const { trace } = run;
  const main = actor(run, 'Task-1');
  expect(trace.actors[main.parent as number]?.name).toBe('MainThread');
  expect(actor(run, 'fetch-1')).toMatchObject({ kind: 'task', parent: main.id, ending: 'returned' });
  expect(words(lane(run, 'fetch-1'))).toEqual([
    'starting 17',
    'running 5',
    'sleeping asyncio.sleep 6',
    'ready 6',
    'running 6',
  ]);
  const waits = lane(run, 'guarded-1').find(({ state }) => state === 'blocked');
  expect(waits).toMatchObject({ via: 'Lock.acquire', place: { file: 'main.py', line: 11 } });
  expect(trace.resources[waits?.resource as number]).toMatchObject({ kind: 'lock', name: 'lock' });
  expect(words(lane(run, 'Task-1'))).toContain('joining asyncio.gather 19');
  expect(lane(run, 'Task-1').find(({ place, state }) => state === 'joining' && place?.line === 22)?.target).toBe(
    actor(run, 'bad').id,
  );
  expect(actor(run, 'bad').ending).toBe('raised');
  expect(actor(run, 'lost').ending).toBe('cancelled');
  // What asyncio.run does for itself at the end is no task of the learner's.
  expect(trace.actors.filter(({ kind }) => kind === 'task').length).toBe(7);
});

test('whatever keeps a loop busy is marked on its thread, with the line', async () => {
  const { trace } = await told(AWAITS);
  const marks = Array.from({ length: trace.length }, (_, i) => trace.at(i)).filter((event) => event.kind === 'mark');
  expect(marks).toHaveLength(1);
  expect(marks[0]).toMatchObject({ place: { file: 'main.py', line: 32 } });
  expect(marks[0]?.text).toMatch(/^bad kept its event loop busy for \d+ ms$/);
  expect(trace.actors[marks[0]?.actor as number]?.name).toBe('MainThread');
});

/** A lesson's page with the plain editor and this code in it, which has run. */
async function ran(interleave: InterleavePage, code: string): Promise<void> {
  await interleave.page.addInitScript(() => {
    try {
      localStorage.setItem('interleave.settings', JSON.stringify({ editor: 'plain' }));
    } catch {
      // The realm's frame runs this too, and may keep nothing.
    }
  });
  await interleave.open('#/lesson/waiting-together');
  await interleave.act((page) => page.getByRole('textbox', { name: /^Code of/ }).fill(code));
  await interleave.press(/^Run$/);
}

test('what kept the loop busy is found with one key, told, and listed in legend and table', async ({ interleave }) => {
  await ran(interleave, AWAITS);
  const { page } = interleave;
  const cloth = page.getByRole('application');
  const told = cloth.locator('[aria-live=polite]');
  await cloth.focus();
  await page.keyboard.press('w');
  await expect(told).toHaveText(
    /^bad kept its event loop busy for \d+ ms\. No other task of this loop could run meanwhile\. line 32\. \d/,
  );
  await page.keyboard.press('w');
  await expect(told).toHaveText('No further warning');
  await page.getByRole('button', { name: 'Legend' }).click();
  const legend = page.getByRole('list', { name: 'Legend' }).last();
  for (const words of ['kept an event loop busy', 'ended with an exception', 'was cancelled']) {
    await expect(legend.getByText(words)).toBeVisible();
  }
  await page.keyboard.press('Escape');
  await cloth.focus();
  await page.keyboard.press('t');
  const remarks = page.getByRole('table', { name: /^Remarks/ });
  await expect(remarks.getByRole('row').nth(1)).toContainText(/bad kept its event loop busy for \d+ ms/);
  // The lesson's own text has tables, too.
  const stretches = page.getByRole('region', { name: 'Timeline' }).getByRole('table').first();
  await expect(stretches.getByRole('row').filter({ hasText: 'was cancelled' })).toContainText('lost');
  await expect(stretches.getByRole('row').filter({ hasText: 'ended with an exception' })).toContainText('bad');
  interleave.assertNoProblems();
});

test('a strand says who made it, at which await it stands, and how it ended', async ({ interleave }) => {
  await ran(interleave, AWAITS);
  const { page } = interleave;
  const cloth = page.getByRole('application');
  const told = cloth.locator('[aria-live=polite]');
  await cloth.focus();
  await page.keyboard.press('Home');
  // Down to the first of the tasks that main makes, which begins with its first stretch.
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
  await expect(told).toContainText('fetch-0 starts. It has not run yet. Made by Task-1');
  await page.keyboard.press('End');
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
  await expect(told).toContainText('lost');
  await expect(told).toContainText('Then it was cancelled');
  await page.keyboard.press('ArrowUp');
  await expect(told).toContainText('Then it ended with an exception');
  // Back to where it was suspended.
  await page.keyboard.press('ArrowLeft');
  await expect(told).toContainText(/bad .*suspended at line 31/);
  interleave.assertNoProblems();
});

const LOCKS = `import asyncio


async def guarded(lock):
    async with lock:
        await asyncio.sleep(0.01)


async def served(desks):
    async with desks:
        await asyncio.sleep(0.01)


async def notified(changed):
    async with changed:
        await changed.wait()
        await asyncio.sleep(0.01)


async def main():
    lock, desks, changed = asyncio.Lock(), asyncio.Semaphore(2), asyncio.Condition()
    async with asyncio.TaskGroup() as group:
        for i in range(3):
            group.create_task(guarded(lock), name=f"guarded-{i}")
            group.create_task(served(desks), name=f"served-{i}")
        group.create_task(notified(changed), name="notified")
        await asyncio.sleep(0.005)
        async with changed:
            changed.notify_all()
    await asyncio.wait_for(lock.acquire(), 1)
    lock.release()
    waiter = asyncio.create_task(guarded(lock), name="given-up")
    async with lock:
        await asyncio.sleep(0)
        waiter.cancel()
        await asyncio.wait([waiter])


asyncio.run(main())
`;

/** Who held a resource: `name line`, in order. */
function holders({ trace }: Told, name: string): string[] {
  const resource = trace.resources.find((one) => one.name === name);
  if (resource === undefined)
    throw new Error(`${name} is not among ${trace.resources.map((one) => one.name).join(', ')}`);
  const holds = trace.holds(resource.id);
  return Array.from({ length: holds.length }, (_, i) => {
    const { actor: holder, place, open } = holds.at(i);
    return `${trace.actors[holder]?.name} ${place?.line}${open ? ' still' : ''}`;
  });
}

test('a lock or semaphore of asyncio is held by tasks, from its acquisition to its release', async () => {
  const run = await told(LOCKS);
  expect(holders(run, 'lock')).toEqual(['guarded-0 5', 'guarded-1 5', 'guarded-2 5', 'Task-1 30', 'Task-1 33']);
  expect(holders(run, 'desks')).toEqual(['served-0 10', 'served-1 10', 'served-2 10']);
  // While it waits to be notified, it holds nothing; then it takes the lock again.
  expect(holders(run, 'changed._lock')).toEqual(['notified 15', 'Task-1 28', 'notified 16']);
  expect(actor(run, 'given-up').ending).toBe('cancelled');
  expect(summarise(run.trace)).toMatch(
    /guarded-2 waited [\d.]+ ms for lock in Lock\.acquire, held by guarded-0 and then by guarded-1\./,
  );
});

const REQUESTS = `import asyncio
import urllib.request


async def ask(number):
    await asyncio.to_thread(urllib.request.urlopen, f"http://httpbin.org/delay/0.05?number={number}")


async def main():
    async with asyncio.TaskGroup() as group:
        for number in range(8):
            group.create_task(ask(number), name=f"ask-{number}")


asyncio.run(main())
`;

test('a table of requests takes its room from the editor, leaves the cloth its strands, and gives the room back', async ({
  interleave,
}) => {
  const { page } = interleave;
  await page.setViewportSize({ width: 1440, height: 900 });
  await ran(interleave, REQUESTS);
  const cloth = page.getByRole('application');
  const height = async (box: Locator) => (await box.boundingBox())?.height ?? 0;
  const before = await height(cloth);
  await page.getByRole('tab', { name: /^Network/ }).click();
  await expect(page.getByRole('region', { name: 'Lab network' })).toBeVisible();
  // The axis, MainThread, main's own task and the eight, each with room for its name; two lines are the sentence's.
  expect(await height(cloth)).toBeGreaterThan(38 + 10 * 11);
  for (const name of ['Task-1', 'ask-0', 'ask-7'])
    await expect(cloth.getByText(name, { exact: true })).toBeInViewport();
  await page.getByRole('tab', { name: 'Output' }).click();
  expect(await height(cloth)).toBeCloseTo(before, 0);
  await page.getByRole('button', { name: 'Give the timeline all the room' }).click();
  expect(await height(cloth)).toBeGreaterThan(before + 150);
  await page.getByRole('button', { name: 'Give the room back to code and output' }).click();
  expect(await height(cloth)).toBeCloseTo(before, 0);
  interleave.assertNoProblems();
});

test('an eager task runs inside of the step that makes it', async () => {
  const run = await told(EAGER);
  expect(words(lane(run, 'child'))).toEqual(['running 4', 'sleeping asyncio.sleep 5', 'ready 5', 'running 5']);
  expect(words(lane(run, 'Task-1')).slice(0, 4)).toEqual([
    'starting 14',
    'running 8',
    "ready an eager task's first step 8",
    'running 8',
  ]);
  expect(actor(run, 'child')).toMatchObject({ parent: actor(run, 'Task-1').id, ending: 'returned' });
});

test('tasks stand with their threads and processes, by the names that they give themselves', async () => {
  const run = await told(EVERYWHERE);
  for (const [name, thread] of [
    ['nap-0', 'T0'],
    ['nap-1', 'T1'],
  ] as const) {
    expect(run.trace.actors[actor(run, name).parent as number]?.name).toBe(thread);
    expect(lane(run, name).some(({ state }) => state === 'sleeping')).toBe(true);
  }
  const thread = run.trace.actors[actor(run, 'in a child').parent as number] as Actor;
  expect(run.trace.actors[thread.parent as number]).toMatchObject({ kind: 'process', name: 'Process-1' });
});

test('when the budget is spent, steps are counted, ends are told, and the summary says so', async () => {
  const run = await told(BUSY);
  const tasks = run.trace.actors.filter(({ kind }) => kind === 'task');
  expect(tasks.every(({ ending }) => ending === 'returned')).toBe(true);
  expect(run.trace.length).toBeLessThan(230_000);
  expect(summarise(run.trace)).toMatch(/[\d,]+ more steps of tasks were counted but not drawn\./);
});
