/** Real packages where the site has their wheels: made here, of a few lines each, served by the authors' command in place of the site's. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from './helper';

const CLI = join(fileURLToPath(new URL('..', import.meta.url)), 'authoring', 'cli.ts');

interface Report {
  readonly outcome: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Source files of a package -> its wheel, with the metadata that pip would find. */
function wheel(name: string, version: string, files: Readonly<Record<string, string>>): Uint8Array {
  const metadata = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`;
  const all = { ...files, [`${name.replace('-', '_')}-${version}.dist-info/METADATA`]: metadata };
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, strToU8(text)])));
}

const WHEELS = {
  requests: {
    bytes: wheel('requests', '99.0', {
      'requests/__init__.py': 'import made_up\nfrom .api import get\n__version__ = "99.0"\n',
      'requests/api.py': 'def get(url):\n    return f"the real get of {url}"\n',
    }),
    needs: ['made_up'],
  },
  // Of the platform it must not make anything: there are sockets.
  urllib3: {
    bytes: wheel('urllib3', '99.0', {
      'urllib3/__init__.py':
        'import sys\nif sys.platform == "emscripten":\n    from .contrib.emscripten import inject_into_urllib3\n\n    inject_into_urllib3()\n',
      'urllib3/contrib/__init__.py': '',
      'urllib3/contrib/emscripten/__init__.py': 'raise RuntimeError("went round the sockets")\n',
    }),
    needs: [],
  },
  made_up: {
    bytes: wheel('made-up', '1.5', { 'made_up.py': 'import time\ntime.sleep(0.05)\nloaded = True\n' }),
    needs: [],
  },
  PIL: { bytes: wheel('pillow', '99.0', { 'PIL/__init__.py': 'raise RuntimeError("the wrong PIL")\n' }), needs: [] },
};
const fileOf = (module: string): string => `${module}-99.0-py3-none-any.whl`;

/** A folder for `wheels/`; `spoil` may change its files before they are written. */
function writeWheels(folder: string, spoil: (files: Map<string, string | Uint8Array>) => void = () => {}): string {
  const imports = Object.fromEntries(
    Object.entries(WHEELS).map(([module, { bytes, needs }]) => [
      module,
      { file: fileOf(module), sha256: createHash('sha256').update(bytes).digest('hex'), needs },
    ]),
  );
  const files = new Map<string, string | Uint8Array>([
    ['index.json', JSON.stringify({ format: 1, imports })],
    ...Object.entries(WHEELS).map(([module, { bytes }]) => [fileOf(module), bytes] as const),
  ]);
  spoil(files);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  return folder;
}

let work = '';
test.beforeAll(() => void (work = mkdtempSync(join(tmpdir(), 'interleave-wheels-'))));
test.afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The programs in one browser, each in a fresh interpreter. `wheels` is a folder, or `off`. */
function run(
  wheels: string,
  sources: Readonly<Record<string, string>>,
  ...options: readonly string[]
): Promise<Report[]> {
  const folder = mkdtempSync(join(work, 'programs-'));
  const paths = Object.entries(sources).map(([name, source]) => {
    writeFileSync(join(folder, `${name}.py`), source);
    return join(folder, `${name}.py`);
  });
  const words = ['--import', 'tsx', CLI, 'run', '--json', '--timeout', '60', ...options, ...paths];
  return new Promise((resolve, reject) => {
    const env = { ...process.env, INTERLEAVE_WHEELS: wheels };
    execFile(process.execPath, words, { env }, (_error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      if (lines.length === paths.length) resolve(lines.map((line) => JSON.parse(line) as Report));
      else reject(new Error(stderr));
    });
  });
}

/** What each program printed; fails when one did not finish well or said anything on the side. */
async function printed(...args: Parameters<typeof run>): Promise<string[]> {
  const reports = await run(...args);
  for (const { stderr, exitCode } of reports) expect(stderr, `exit ${exitCode}`).toBe('');
  return reports.map(({ stdout }) => stdout.trimEnd());
}

const VERSION = 'import requests\nprint(requests.__version__)\n';

const PROGRAMS = {
  one: `import importlib.metadata, importlib.util, os, shutil, sys
free = shutil.disk_usage("/").free
before = importlib.metadata.version("requests")
import requests
print(requests.__version__, before, requests.get("it"), requests.__file__, importlib.metadata.version("Made-Up"))
print(shutil.disk_usage("/").free == free, os.listdir("."))
import urllib3
print(urllib3.inject_into_urllib3.__module__)
import PIL.Image
print(PIL.Image.new("RGB", (2, 1)).size)
print([importlib.util.find_spec(name) for name in ("nothing_of_the_kind", "_private", "numpy", "n" * 300, "naïve")])
try:
    import nothing_of_the_kind.at_all
except ModuleNotFoundError as error:
    print(error, error.name)
`,
  threads: `import asyncio, threading
from concurrent.futures import ThreadPoolExecutor
found = []
def work(name):
    found.append(__import__(name))
for name in ("made_up", "made_up", "urllib3"):
    threading.Thread(target=work, args=(name,)).start()
while len(found) < 3:
    threading.Event().wait(0.01)
print(len({id(module) for module in found}), sorted({module.__name__ for module in found}))
def late(i):
    import requests
    return requests.__version__
with ThreadPoolExecutor(8) as pool:
    print(set(pool.map(late, range(20))))
async def main():
    return late(0)
print(asyncio.run(main()))
`,
  forked: `import multiprocessing, requests
def work(queue):
    import urllib3
    queue.put((requests.__version__, requests.get("there"), urllib3.__name__))
queue = multiprocessing.Queue()
process = multiprocessing.Process(target=work, args=(queue,))
process.start()
print(queue.get())
process.join()
`,
  spawned: `import multiprocessing
def work(_):
    import requests
    return requests.__version__
if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        print(pool.map(work, range(4)))
`,
};

test.describe('a site that has wheels', () => {
  for (const isolated of [true, false]) {
    test(`gives programs the real packages${isolated ? '' : ', also where nothing is shared'}`, async () => {
      test.setTimeout(240_000);
      const folder = writeWheels(join(work, 'good'));
      const out = await printed(folder, PROGRAMS, ...(isolated ? [] : ['--not-isolated']));
      const said = Object.fromEntries(Object.keys(PROGRAMS).map((name, i) => [name, out[i]?.split('\n')]));
      expect(said).toEqual({
        one: [
          '99.0 99.0 the real get of it /lib/python3.14/site-packages/requests/__init__.py 1.5',
          "True ['one.py']",
          '_interleave.packages',
          '(2, 1)',
          '[None, None, None, None, None]',
          "No module named 'nothing_of_the_kind' nothing_of_the_kind",
        ],
        threads: ["2 ['made_up', 'urllib3']", "{'99.0'}", '99.0'],
        forked: ["('99.0', 'the real get of there', 'urllib3')"],
        spawned: ["['99.0', '99.0', '99.0', '99.0']"],
      });
    });
  }

  test("leaves a learner's own module of the name alone", async () => {
    const beside = join(work, 'beside');
    mkdirSync(beside, { recursive: true });
    writeFileSync(join(beside, 'requests.py'), '__version__ = "my own"\n');
    const out = await printed(writeWheels(join(work, 'good')), { own: VERSION }, '--mount', `${beside}:.`);
    expect(out).toEqual(['my own']);
  });

  test('uses the stand-in for a wheel that is damaged, and says why in one sentence', async () => {
    const folder = writeWheels(join(work, 'damaged'), (files) => {
      files.set(fileOf('made_up'), wheel('made-up', '1.5', { 'made_up.py': 'print("not the one that was listed")\n' }));
      files.delete(fileOf('urllib3'));
    });
    const [damaged, missing] = await run(folder, {
      damaged: `${VERSION}import requests\n`,
      missing: 'try:\n    import urllib3\nexcept ModuleNotFoundError as error:\n    print(error)\n',
    });
    expect(damaged?.stdout).toMatch(/^[\d.]+\+interleave\n$/);
    expect(damaged?.stderr.trim()).toBe(
      `[The real package of "requests" is not used: ${fileOf('made_up')} is not the file that was listed: its SHA-256 is another.]`,
    );
    expect(missing?.stdout).toBe("No module named 'urllib3'\n");
    expect(missing?.stderr.trim()).toBe(
      `[The real package of "urllib3" is not used: ${fileOf('urllib3')} was answered with status 404.]`,
    );
  });

  test('has none, quietly, when its index cannot be read', async () => {
    const folder = writeWheels(join(work, 'broken'), (files) =>
      files.set('index.json', '<!doctype html><title>Nothing here</title>'),
    );
    expect(await printed(folder, { broken: VERSION })).toEqual([expect.stringMatching(/^[\d.]+\+interleave$/)]);
    const empty = join(work, 'empty');
    mkdirSync(empty, { recursive: true });
    expect(await printed(empty, { empty: VERSION })).toEqual([expect.stringMatching(/^[\d.]+\+interleave$/)]);
  });
});

test("a site without wheels gives programs the stand-ins, and CPython's own word for what is not there", async () => {
  const out = await printed('off', {
    all: 'import requests, aiohttp, httpx, PIL\nprint(*(m.__version__.partition("+")[2] for m in (requests, aiohttp, httpx)))\n',
    none: 'try:\n    import made_up\nexcept ModuleNotFoundError as error:\n    print(error)\n',
    forked: `import multiprocessing
def work(_):
    import requests
    return requests.__version__.partition("+")[2]
if __name__ == "__main__":
    with multiprocessing.Pool(2) as pool:
        print(set(pool.map(work, range(2))))
`,
  });
  expect(out).toEqual(['interleave interleave interleave', "No module named 'made_up'", "{'interleave'}"]);
});

test('the page complains of nothing when a program asks for a package that the site does not have', async ({
  interleave,
}) => {
  await interleave.open();
  const index = await interleave.page.evaluate(
    async () => (await fetch('wheels/index.json')).json() as Promise<unknown>,
  );
  expect(index).toEqual({ format: 1, imports: {} });
  interleave.assertNoProblems();
});

test.describe("Pyodide's own packages, from servers of other people", () => {
  const FAR = 'https://cdn.jsdelivr.net/pyodide/';
  const REAL = wheel('requests', '77.0', { 'requests/__init__.py': '__version__ = "77.0"\n' });
  const entry = {
    name: 'requests',
    version: '77.0',
    file_name: 'requests-77.0-py3-none-any.whl',
    install_dir: 'site',
    sha256: createHash('sha256').update(REAL).digest('hex'),
    package_type: 'package',
    imports: ['requests'],
    depends: [],
  };

  /** Runs a program that tells its version of requests, on a page where this test plays both the list of packages and the far server. */
  async function ask(page: Page, real: boolean, served: Uint8Array = REAL) {
    const asked: string[] = [];
    await page.route('**/pyodide-lock.json', (route) => {
      asked.push('the list');
      return route.fulfill({
        headers: { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' },
        json: { info: {}, packages: { requests: entry } },
      });
    });
    await page.route(`${FAR}**`, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ headers: { 'Access-Control-Allow-Origin': '*' }, body: Buffer.from(served) });
    });
    await page.goto('command.html');
    const { output } = await page.evaluate((request) => window.interleave.run(request), {
      language: 'python' as const,
      entry: 'main.py',
      files: [{ path: 'main.py', content: VERSION }],
      args: [],
      traced: false,
      startMethod: 'fork' as const,
      prepareProcesses: false,
      seed: null,
      network: {
        hosts: [],
        conditions: { latencyFactor: 1, bandwidthFactor: 1, failureRate: 0 },
        ...(real ? { real: true } : {}),
      },
      limits: { outputChars: 10_000, lockEvents: 10, timeoutMs: 60_000 },
    });
    return { asked, text: output.map(({ text }) => text).join('') };
  }

  test('are used once the learner has switched the real network on', async ({ page }) => {
    const { text, asked } = await ask(page, true);
    expect(text).toBe('77.0\n');
    expect(asked).toEqual([
      'the list',
      expect.stringMatching(/^https:\/\/cdn\.jsdelivr\.net\/pyodide\/v[\d.]+\/full\/requests-77\.0-/),
    ]);
  });

  test('are not even looked for while it is off', async ({ page }) => {
    const { text, asked } = await ask(page, false);
    expect(text).toMatch(/^[\d.]+\+interleave\n$/);
    expect(asked).toEqual([]);
  });

  test('are not used when what came is another file', async ({ page }) => {
    const { text } = await ask(
      page,
      true,
      wheel('requests', '77.0', { 'requests/__init__.py': '__version__ = "evil"\n' }),
    );
    expect(text).toMatch(/SHA-256 is another\.\]\n[\d.]+\+interleave\n$/);
  });
});
