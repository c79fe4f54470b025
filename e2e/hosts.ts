/** Real web servers, each with the example of `docs/hosts` and the built site, on a loopback port. Only those that this machine has. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const EXAMPLES = join(import.meta.dirname, '..', 'docs', 'hosts');
const example = (name: string): string => readFileSync(join(EXAMPLES, name), 'utf8');

interface Setting {
  readonly port: number;
  /** The built site. */
  readonly root: string;
  /** For whatever the server writes. */
  readonly folder: string;
}

interface Kind {
  readonly program: string;
  /** Its configuration, made of the example; and the words that start it in the foreground. */
  readonly config: (setting: Setting) => string;
  readonly words: (file: string, folder: string) => readonly string[];
}

export const SERVERS: Readonly<Record<string, Kind>> = {
  nginx: {
    program: 'nginx',
    config: ({ port, root, folder }) => `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${replaced(example('nginx.conf'), { 'listen 80;': `listen 127.0.0.1:${port};`, '/var/www/interleave': root })}
}`,
    words: (file, folder) => ['-p', folder, '-c', file],
  },
  apache: {
    program: 'apache2',
    config: ({ port, root, folder }) => `ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
${['mpm_event', 'authz_core', 'dir', 'mime', 'headers', 'setenvif'].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
DocumentRoot ${root}
DirectoryIndex index.html
<Directory ${root}>
  Require all granted
  ${example('htaccess')}
</Directory>`,
    words: (file) => ['-D', 'FOREGROUND', '-f', file],
  },
  caddy: {
    program: 'caddy',
    config: ({ port, root }) => `{
	admin off
	auto_https off
}
${replaced(example('Caddyfile'), { 'lab.example.org {': `http://127.0.0.1:${port} {\n\tbind 127.0.0.1`, '/var/www/interleave': root })}`,
    words: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
};

/** An example that has changed so much that it cannot be set up is a failure, not an example that is served as it is. */
function replaced(text: string, words: Readonly<Record<string, string>>): string {
  for (const [from, to] of Object.entries(words)) {
    if (!text.includes(from)) throw new Error(`the example does not hold "${from}"`);
    text = text.replaceAll(from, () => to);
  }
  return text;
}

/** The program's path, or null where it is not installed. */
export function installed(program: string): string | null {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}

/** Serves the site until `stop`, which ends this very process and no other. */
export async function startServer(kind: Kind, dist: string): Promise<{ url: string; stop(): Promise<void> }> {
  const program = installed(kind.program);
  if (program === null) throw new Error(`${kind.program} is not installed`);
  const folder = mkdtempSync(join(tmpdir(), 'interleave-host-'));
  mkdirSync(join(folder, 'logs'));
  const port = await freePort();
  const file = join(folder, 'config');
  writeFileSync(file, kind.config({ port, root: realpathSync(dist), folder }));
  const child = spawn(program, kind.words(file, folder), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  let said = '';
  child.stderr.on('data', (data) => (said += String(data)));
  const url = `http://127.0.0.1:${port}/`;
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  while (true) {
    if (child.exitCode !== null) {
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`${kind.program} did not start: ${said}`);
    }
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) return { url, stop };
    await sleep(50);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const over = new Promise((done) => child.once('close', done));
  child.kill('SIGTERM');
  await over;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
