/**
 * Names of files, which a program has chosen and which are therefore anything at all: fit to be shown, and fit to be given to
 * the learner's own computer.
 */

/** Where programs run: what lies there is shown without it. */
const HOME = '/home/learner/';

/** Characters that are not seen or that change how others are seen: controls, and the marks that turn writing round. */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

export function shownName(path: string, most = 120): string {
  const name = path.startsWith(HOME) ? path.slice(HOME.length) : path;
  const clean = name.replace(UNSEEN, '\ufffd');
  if (clean.length <= most) return clean;
  const tail = Math.floor((most - 1) / 3);
  // Cut between characters, not within one.
  return `${whole(clean.slice(0, most - 1 - tail))}…${clean.slice(-tail).replace(/^[\udc00-\udfff]/, '')}`;
}

function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const MOST_CHARS = 100;

/** One name without folders, which every system takes: no separators, no signs with a meaning, not too long. */
export function safeName(path: string): string {
  const last = path.split('/').at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .replace(UNSEEN, '_')
    .replace(/[<>:"/\\|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (clean === '') return 'file';
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 && clean.length - dot <= 12 ? clean.slice(dot) : '';
  const stem = whole(clean.slice(0, Math.min(clean.length - ending.length, MOST_CHARS - ending.length)));
  return RESERVED.test(clean) ? `_${stem}${ending}` : `${stem}${ending}`;
}

/**
 * For each path a relative one for an archive or a folder: never absolute, never upwards, no two the same (not even where
 * capitals do not count). Files of the working directory keep their place in it; others stand in a folder named like theirs.
 */
export function safePaths(paths: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const found = new Map<string, string>();
  for (const path of paths) {
    const inside = path.startsWith(HOME) ? path.slice(HOME.length) : path;
    const steps = inside.split('/').filter((step) => step !== '');
    const safe = steps.map(safeName).join('/') || 'file';
    let free = safe;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = numbered(safe, number);
    taken.add(free.toLowerCase());
    found.set(path, free);
  }
  return found;
}

function numbered(path: string, number: number): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') + 1
    ? `${path.slice(0, dot)} (${number})${path.slice(dot)}`
    : `${path} (${number})`;
}

/** `1.2 MB` */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${rounded(bytes / 1000)} kB`;
  return `${rounded(bytes / 1_000_000)} MB`;
}

function rounded(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/\.(?:png|jpe?g|gif|webp)$/i, 'image'],
  [/\.(?:txt|log|md|rst)$/i, 'text'],
  [/\.(?:csv|tsv)$/i, 'table'],
  [/\.(?:json|jsonl|ya?ml|toml|ini)$/i, 'data'],
  [/\.pyi?$/i, 'Python'],
  [/\.(?:html?|svg|xml|css|js|ts)$/i, 'markup or code'],
  [/\.(?:zip|gz|bz2|xz|tar|tgz)$/i, 'archive'],
  [/\.(?:db|sqlite3?)$/i, 'database'],
  [/\.(?:pickle|pkl|npy|npz|bin|dat)$/i, 'bytes'],
];

/** What its name says that it is; what it is shows when it is opened. */
export function kindWords(path: string): string {
  return KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? 'file';
}
