/** Names of files, which a program has chosen and which are therefore anything at all: fit to be shown. */
import { UNSEEN, whole } from '../../base/safe-path';

/** Where programs run: what lies there is shown without it. */
export const HOME = '/home/learner/';

export function shownName(path: string, most = 120): string {
  const name = path.startsWith(HOME) ? path.slice(HOME.length) : path;
  const clean = name.replace(UNSEEN, '\ufffd');
  if (clean.length <= most) return clean;
  const tail = Math.floor((most - 1) / 3);
  // Cut between characters, not within one.
  return `${whole(clean.slice(0, most - 1 - tail))}…${clean.slice(-tail).replace(/^[\udc00-\udfff]/, '')}`;
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
