/**
 * `interleave preview [LESSON]`: the site as `npm run dev` serves it, with a panel that tells of each claim whether the latest run bore
 * it out. Saving a file of a lesson reloads the page, and what does not load is told here, too.
 */
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { lessonIds, lessonNamed, lessonsRoot } from './lesson-folder';
import { didYouMean } from './nearest';
import { parseWords, wholeNumber } from './words';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface PreviewWords {
  readonly lesson: string | null;
  /** Null: a free one. */
  readonly port: number | null;
}

/** The error is one sentence. */
export function parsePreviewWords(words: readonly string[], root: string): PreviewWords | string {
  const parsed = parseWords('preview', words, ['--port']);
  if (typeof parsed === 'string') return parsed;
  const { rest, given } = parsed;
  if (rest.length > 1) return `preview opens one lesson, not ${rest.join(' and ')}; the others are a click away`;
  const port = given.port === undefined ? null : wholeNumber(given.port, 1, 65_535);
  if (given.port !== undefined && port === null)
    return `--port wants a whole number from 1 to 65535, not "${given.port}"`;
  const [named] = rest;
  if (named === undefined) return { lesson: null, port };
  const lesson = lessonNamed(root, named);
  if (lesson !== null) return { lesson, port };
  const ids = lessonIds(root);
  return `there is no lesson ${named}${didYouMean(named, ids) || `; lessons are ${ids.join(', ')}`}`;
}

export async function preview(words: readonly string[]): Promise<number> {
  const told = parsePreviewWords(words, lessonsRoot());
  if (typeof told === 'string') {
    process.stderr.write(`interleave: ${told}\n`);
    return 2;
  }
  const { lesson, port } = told;
  // As in `scripts/vite.mjs`.
  process.env['VITE_CONFIG_NATIVE_IGNORE_WARNING'] = 'true';
  const server = await createServer({
    root: ROOT,
    configFile: `${ROOT}/vite.config.ts`,
    // What the page shows its panel by.
    mode: 'preview',
    logLevel: 'warn',
    clearScreen: false,
    server: port === null ? {} : { port, strictPort: true },
  });
  const interrupted = new Promise<void>((done) => process.once('SIGINT', () => done()));
  await server.listen();
  const [address = ''] = server.resolvedUrls?.local ?? [];
  process.stdout.write(`${address}${lesson === null ? '' : `#/lesson/${lesson}`}\n`);
  process.stdout.write('It reloads when you save. Press Ctrl-C to end.\n');
  await interrupted;
  await server.close();
  return 0;
}
