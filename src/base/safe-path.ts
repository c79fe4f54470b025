/**
 * Names of files that somebody untrusted has chosen, made fit for a real file system: nothing that is unseen, that any system gives
 * a meaning to, or that leads elsewhere.
 */

/** Characters that are not seen or that change how others are seen: controls, and the marks that turn writing round. */
export const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/** Without the half of a character at which a cut may have left its end. */
export function whole(text: string): string {
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
 * capitals do not count). Files below `home` (which ends with a slash) keep their place in it; others stand in a folder named like theirs.
 */
export function safePaths(paths: readonly string[], home: string): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const found = new Map<string, string>();
  for (const path of paths) {
    const inside = path.startsWith(home) ? path.slice(home.length) : path;
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
