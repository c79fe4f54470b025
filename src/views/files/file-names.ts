/** Names of files, which a program has chosen and which are therefore anything at all: fit to be shown. */
import { files } from '../../texts/en/files';
import { numbers } from '../../texts/en/numbers';
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
  return numbers.decimal(value.toFixed(value < 10 ? 1 : 0));
}

const kinds = (): readonly (readonly [RegExp, string])[] => [
  [/\.(?:png|jpe?g|gif|webp)$/i, files.image],
  [/\.(?:txt|log|md|rst)$/i, files.text],
  [/\.(?:csv|tsv)$/i, files.table],
  [/\.(?:json|jsonl|ya?ml|toml|ini)$/i, files.data],
  [/\.pyi?$/i, 'Python'],
  [/\.(?:html?|svg|xml|css|js|ts)$/i, files.markup],
  [/\.(?:zip|gz|bz2|xz|tar|tgz)$/i, files.archive],
  [/\.(?:db|sqlite3?)$/i, files.database],
  [/\.(?:pickle|pkl|npy|npz|bin|dat)$/i, files.bytes],
];

/** What its name says that it is; what it is shows when it is opened. */
export function kindWords(path: string): string {
  return kinds().find(([pattern]) => pattern.test(path))?.[1] ?? files.file;
}
