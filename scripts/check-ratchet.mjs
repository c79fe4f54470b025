/**
 * Things that we would rather not have, counted: each number may only fall. The numbers stand in `ratchet.json`; after a
 * count has fallen, `node scripts/check-ratchet.mjs --write` turns the ratchet by that notch. It never turns back.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = new URL('ratchet.json', import.meta.url);

const COUNTED = {
  'lint rules switched off': { pattern: /(?:eslint|oxlint)-disable/g, where: /\.(?:m?js|tsx?)$/ },
  'type errors silenced': { pattern: /@ts-(?:ignore|expect-error|nocheck)/g, where: /\.tsx?$/ },
  'casts through unknown': { pattern: /\bas unknown as\b/g, where: /\.tsx?$/ },
  'waits for time in e2e': { pattern: /\bwaitForTimeout\b/g, where: /^e2e\/.*\.ts$/ },
  'tests switched off': {
    pattern: /\b(?:it|test|describe)\.(?:only|skip|todo|fixme)\(/g,
    where: /\.(?:test|spec)\.tsx?$/,
  },
};
const SELF = 'scripts/check-ratchet.mjs';

function sources() {
  // With untracked files: what is about to be committed counts already.
  const out = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  return String(out)
    .split('\0')
    .filter((path) => /^(?:src|authoring|scripts|e2e|lessons)\//.test(path) && path !== SELF);
}

const counts = Object.fromEntries(Object.keys(COUNTED).map((name) => [name, []]));
for (const path of sources()) {
  const wanted = Object.entries(COUNTED).filter(([, { where }]) => where.test(path));
  if (wanted.length === 0) continue;
  let text;
  try {
    text = readFileSync(ROOT + path, 'utf8');
  } catch {
    continue; // Removed, but not yet from git's index.
  }
  for (const [name, { pattern }] of wanted) {
    for (const match of text.matchAll(pattern)) {
      counts[name].push(`${path}:${text.slice(0, match.index).split('\n').length}`);
    }
  }
}

const limits = JSON.parse(readFileSync(FILE, 'utf8'));
let risen = false;
let fallen = false;
for (const [name, places] of Object.entries(counts)) {
  const limit = limits[name] ?? 0;
  console.log(`${name}: ${places.length} (at most ${limit})`);
  if (places.length > limit) {
    risen = true;
    for (const place of places) console.log(`  ${place}`);
  }
  fallen ||= places.length < limit;
}

if (process.argv.includes('--write')) {
  const next = Object.entries(counts).map(([name, places]) => [name, Math.min(places.length, limits[name] ?? 0)]);
  writeFileSync(FILE, JSON.stringify(Object.fromEntries(next), null, 2) + '\n');
} else if (fallen) {
  console.log('A count has fallen: keep it down with `node scripts/check-ratchet.mjs --write`.');
}
if (risen) console.log('A count has risen. Mend the new places rather than the number.');
process.exitCode = risen ? 1 : 0;
