/**
 * `npm start`: from a fresh checkout to the running site. Installs, builds, serves, opens a browser where there is one.
 * `npm start -- [--port N] [--no-open]`
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, assertNode, ensureBuilt, ensureInstalled } from './prepare.mjs';
import { serve } from './serve.mjs';

const PREFERRED_PORT = 4173;

function options() {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, 'no-open': { type: 'boolean' } } });
    const port = values.port === undefined ? null : Number(values.port);
    if (port !== null && !(Number.isInteger(port) && port >= 0 && port < 65536)) {
      throw new Error(`--port wants a number from 0 to 65535, not "${values.port}"`);
    }
    return { port, open: !values['no-open'] };
  } catch (error) {
    console.error(`${error.message}\nUsage: npm start -- [--port N] [--no-open]`);
    process.exit(2);
  }
}

/** A wish for one port is an order; our own preference is not. */
async function serveDist(port) {
  const root = join(ROOT, 'dist');
  try {
    return await serve({ root, port: port ?? PREFERRED_PORT });
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    if (port === null) return serve({ root });
    console.error(`Port ${port} is in use. Choose another, or leave --port out.`);
    process.exit(1);
  }
}

function openBrowser(url) {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // No browser is no failure: the address stands in the terminal.
  child.on('error', () => {});
  child.unref();
}

assertNode();
const { port, open } = options();
try {
  await ensureInstalled();
  await ensureBuilt();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const site = await serveDist(port);
console.log(`\nInterleave is at ${site.url}\n\nPress Ctrl-C to end.`);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void site.close().then(() => process.exit(0)));
}
if (open) openBrowser(site.url);
