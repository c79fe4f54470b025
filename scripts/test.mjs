/**
 * `npm test`: every check there is, from a fresh checkout with only Node. `npm run test:NAME` runs one of its stages.
 *
 * Installs what is missing (packages, a Chromium), runs all stages even when one fails, and ends with one line:
 * `N passed, N failed` (and `, N skipped` when something was). It counts single tests where a stage has such, and one for
 * each other stage. The status is 1 when anything failed, and also when nothing ran.
 *
 * A stage that is a command of its own (`py`, `lessons`) reports in the same way: its last line `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { countLastLine, countPlaywright, countVitest, lastLine, tally } from './count-tests.mjs';
import { ROOT, assertNode, bin, build, ensureBuilt, ensureInstalled, run } from './prepare.mjs';

const CACHE = join(ROOT, '.cache', 'test');
const MINUTE = 60_000;

const node = (...args) => [process.execPath, ...args];
/** A package's program: `package`, or `package:program` where the two have different names. */
const tool =
  (name, ...args) =>
  () =>
    node(bin(...name.split(':')), ...args);

/** The tests of one of the projects in `playwright.config.ts`. */
const browserTests = (project) => ({
  steps: [tool('@playwright/test:playwright', 'test', `--project=${project}`, '--reporter=list,json')],
  env: { PLAYWRIGHT_JSON_OUTPUT_FILE: join(CACHE, `${project}.json`) },
  alone: true,
  needs: ['site', 'browser'],
  count: () => countPlaywright(readJson(join(CACHE, `${project}.json`))),
});

/**
 * name -> how to run it.
 *   steps      commands, run one after the other; all of them must end with 0
 *   file       the stage is skipped, and says so, until this file is there
 *   alone      runs by itself: it measures, or it fills the machine
 *   needs      what must be there first: 'site' (a fresh `dist`), 'browser'
 *   count      reads single tests out of a report or the output
 */
const STAGES = {
  format: { steps: [tool('prettier', '--check', '--log-level', 'warn', '.')] },
  types: { steps: [tool('typescript:tsc'), tool('typescript:tsc', '-p', 'tsconfig.pure.json')] },
  lint: { steps: [tool('eslint', '.', '--max-warnings', '0'), tool('oxlint', '--deny-warnings')] },
  imports: { steps: [() => node('scripts/check-imports.mjs')] },
  texts: { steps: [() => node('scripts/check-texts.mjs')] },
  ratchet: { steps: [() => node('scripts/check-ratchet.mjs')] },
  dead: { steps: [tool('knip')] },
  unit: {
    steps: [
      tool('vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(CACHE, 'unit.json')}`),
    ],
    count: () => countVitest(readJson(join(CACHE, 'unit.json'))),
  },
  build: { own: build, alone: true },
  py: {
    file: 'authoring/port-tests.ts',
    steps: [() => node('--import', 'tsx', 'authoring/port-tests.ts')],
    alone: true,
    needs: ['site', 'browser'],
    count: countLastLine,
  },
  lessons: {
    file: 'authoring/cli.ts',
    steps: [() => node('--import', 'tsx', 'authoring/cli.ts', 'check', '--jobs', '2')],
    alone: true,
    needs: ['site', 'browser'],
    count: countLastLine,
  },
  e2e: browserTests('pages'),
  'e2e-alone': browserTests('alone'),
};

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const isThere = ({ file }) => file === undefined || existsSync(join(ROOT, file));

const running = new Set();

/** Runs one command, with its output kept or (`live`) shown as it comes. Ends it, and what it started, at the deadline. */
function execute([command, ...args], { env = {}, live, deadline }) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      // Whether somebody has filled `public/wheels/` makes no difference to any test.
      env: {
        ...process.env,
        INTERLEAVE_WHEELS: 'off',
        ...(live ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that its browsers and servers end with it.
      detached: process.platform !== 'win32',
    });
    running.add(child);
    let output = '';
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8');
      child[stream].on('data', (text) => {
        output += text;
        if (live) process[stream].write(text);
      });
    }
    const timer = setTimeout(() => {
      output += `\nStopped: not done after ${deadline / MINUTE} minutes.\n`;
      stop(child);
    }, deadline);
    const end = (ok) => {
      clearTimeout(timer);
      running.delete(child);
      done({ ok, output });
    };
    child.on('error', (error) => {
      output += `\n${error.message}\n`;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

/** Asks first: browsers are in groups of their own, and only who started them ends them. */
function stop(child) {
  const send = (signal) => {
    try {
      if (process.platform === 'win32') child.kill();
      else process.kill(-child.pid, signal);
    } catch {
      // It has ended by itself in the meantime.
    }
  };
  send('SIGTERM');
  setTimeout(() => send('SIGKILL'), 5000).unref();
}

function countOf(stage, output) {
  try {
    return stage.count?.(output) ?? null;
  } catch {
    // No report: it never came so far.
    return null;
  }
}

async function runStage(name, { live, lacking }) {
  const stage = STAGES[name];
  const started = Date.now();
  const result = (counts, output, note = '') => ({
    name,
    ...counts,
    output,
    note,
    seconds: (Date.now() - started) / 1000,
  });
  if (!isThere(stage)) {
    const note = `skipped: there is no ${stage.file}`;
    return result({ passed: 0, failed: 0, skipped: 1, skippedNames: [], failures: [] }, '', note);
  }
  const missing = (stage.needs ?? []).map((need) => lacking[need]).find((reason) => reason !== undefined);
  if (missing !== undefined) return result(tally(false, null), '', missing);
  if (stage.own !== undefined) {
    try {
      await stage.own();
      return result(tally(true, null), '');
    } catch (error) {
      return result(tally(false, null), `${error.message}\n`);
    }
  }
  let output = '';
  let ok = true;
  for (const step of stage.steps) {
    const deadline = (stage.alone ? 45 : 15) * MINUTE;
    const done = await execute(step(), { env: stage.env, live, deadline });
    output += done.output;
    ok &&= done.ok;
  }
  return result(tally(ok, countOf(stage, output)), output);
}

function report(result) {
  const { name, passed, failed, skipped, failures, seconds, output, note } = result;
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`].filter(
    Boolean,
  );
  console.log(
    `${failed > 0 ? 'FAIL' : passed > 0 ? 'ok  ' : 'skip'} ${name.padEnd(8)} ${counts.join(', ')} (${seconds.toFixed(1)} s) ${note}`.trimEnd(),
  );
  // Where the minutes go, for whoever wants them back.
  if (result.slowest !== undefined && seconds > 300)
    console.log(
      `     slowest: ${result.slowest.map(({ name: test, seconds }) => `${test} (${seconds.toFixed(0)} s)`).join(', ')}`,
    );
  for (const { name: test, message } of failures) {
    // First, and short: a log is read from here, and some places cut it.
    const gist = message.split('\n').slice(0, 12).join('\n');
    console.log(`     FAILED ${test}\n${gist.replace(/^/gm, '       ')}`);
  }
  for (const { name: test, message } of result.unsteady ?? [])
    console.log(
      `     UNSTEADY, passed at the second try: ${test}\n${message.split('\n').slice(0, 6).join('\n').replace(/^/gm, '       ')}`,
    );
  if (failed > 0 && output !== '') console.log(`${output.trimEnd().replace(/^/gm, '     | ')}\n`);
}

/** A browser of this machine; else Debian's package; else Playwright's own. Answers with a sentence when there is none. */
async function ensureBrowser() {
  if (findChromium() !== null) return undefined;
  if (process.env.CHROMIUM_PATH) return `CHROMIUM_PATH names no program that can be run: ${process.env.CHROMIUM_PATH}`;
  console.log('Installing a Chromium ...');
  if (process.platform === 'linux' && process.getuid() === 0 && existsSync('/usr/bin/apt-get')) {
    const options = {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    };
    await run('apt-get', ['update', '-qq'], options).catch(() => {});
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options).catch(() => {});
    if (findChromium() !== null) return undefined;
  }
  const env = { ...process.env };
  delete env.PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD;
  await run(process.execPath, [bin('@playwright/test', 'playwright'), 'install', 'chromium'], { env }).catch(() => {});
  if (findChromium() !== null) return undefined;
  return 'no Chromium was found or could be installed: install one, or name it in CHROMIUM_PATH';
}

async function main() {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in STAGES));
  if (unknown.length > 0) {
    console.error(`There is no stage ${unknown.join(', ')}. The stages: ${Object.keys(STAGES).join(', ')}.`);
    return 2;
  }
  const wanted = Object.keys(STAGES).filter((name) => names.length === 0 || names.includes(name));
  const live = wanted.length === 1;

  await ensureInstalled();
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });

  const results = new Map();
  const lacking = {};
  const perform = async (name) => {
    const result = await runStage(name, { live, lacking });
    results.set(name, result);
    if (name === 'build' && result.failed > 0) lacking.site = 'the site could not be built';
    report(live ? { ...result, output: '' } : result);
  };

  // The cheap ones first, two at a time.
  const cheap = wanted.filter((name) => !STAGES[name].alone);
  const lane = async () => {
    for (let name = cheap.shift(); name !== undefined; name = cheap.shift()) await perform(name);
  };
  await Promise.all([lane(), lane()]);

  const rest = wanted.filter((name) => STAGES[name].alone);
  const needs = (name, what) => STAGES[name].needs?.includes(what) && isThere(STAGES[name]);
  if (rest.some((name) => needs(name, 'browser'))) lacking.browser = await ensureBrowser();
  for (const name of rest) {
    // Again for each: sources may have changed while an earlier stage ran.
    if (needs(name, 'site') && lacking.site === undefined) {
      await ensureBuilt().catch(() => (lacking.site = 'the site could not be built'));
    }
    await perform(name);
  }

  const all = wanted.map((name) => results.get(name));
  const sum = (key) => all.reduce((total, result) => total + result[key], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];

  const skippedNames = all.flatMap((result) => result.skippedNames.map((name) => `  ${result.name}: ${name}`));
  if (skippedNames.length > 0) console.log(`\nSkipped:\n${skippedNames.join('\n')}`);

  console.log(
    `\n${'stage'.padEnd(10)}${['passed', 'failed', 'skipped', 'seconds'].map((head) => head.padStart(9)).join('')}`,
  );
  for (const result of all) {
    const numbers = [result.passed, result.failed, result.skipped, result.seconds.toFixed(1)];
    console.log(`${result.name.padEnd(10)}${numbers.map((number) => String(number).padStart(9)).join('')}`);
  }
  console.log(`\n${lastLine({ passed, failed, skipped })}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

assertNode();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    const endings = [...running].map((child) => new Promise((done) => child.once('close', done)));
    for (const child of running) stop(child);
    const patience = new Promise((done) => setTimeout(done, 6000));
    void Promise.race([Promise.all(endings), patience]).then(() => process.exit(130));
  });
}
try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.stack);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
}
