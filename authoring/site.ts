/** The built site, up to date. `INTERLEAVE_DIST` names a folder that was built elsewhere and is taken as it is. */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, isBuilt } from '../scripts/prepare.mjs';

/** A build takes seconds; a lock that is older was left behind by somebody who was killed. */
const STALE_LOCK_MS = 180_000;

export async function ensureSite(): Promise<string> {
  const told = process.env['INTERLEAVE_DIST'];
  if (told !== undefined && told !== '') return told;
  const dist = join(ROOT, 'dist');
  if (isBuilt()) return dist;
  // Two commands that start at the same moment must not build into the same folder at once.
  const lock = join(ROOT, '.cache', 'build.lock');
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  while (!takeLock(lock)) {
    await sleep(250);
    if (isBuilt()) return dist;
  }
  try {
    if (!isBuilt()) await build();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  return dist;
}

function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const stats = statSync(lock, { throwIfNoEntry: false });
    if (stats !== undefined && Date.now() - stats.mtimeMs > STALE_LOCK_MS)
      rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

/** In a process of its own, so that all it prints goes to stderr: stdout is the program's. */
async function build(): Promise<void> {
  process.stderr.write('interleave: building the site ...\n');
  const script = `import { build } from ${JSON.stringify(new URL('../scripts/prepare.mjs', import.meta.url).href)}; await build();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 2, 2] });
  await new Promise<void>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new Error('the site could not be built'))));
  });
}
