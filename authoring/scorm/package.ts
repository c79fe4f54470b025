/** A SCORM package, as files and as a zip. `src/scorm` is the script of its page; `manifest.ts` what systems read. */
import { fileURLToPath } from 'node:url';
import { zipSync, type Zippable } from 'fflate';
import { build } from 'vite';
import { embedAddress } from '../../src/protocol/embed';
import type { Language } from '../../src/runtimes/runtime';
import { manifestXml, xml, type ScormVersion } from './manifest';
import { siteFiles } from './site-files';

export const PACKAGE_LANGUAGES = ['en', 'de'] as const;

export interface PackageInput {
  readonly version: ScormVersion;
  readonly lesson: string;
  readonly title: string;
  /** What the lesson's programs are written in. */
  readonly languages: ReadonlySet<Language>;
  /** Per cent; null: done is passed. */
  readonly mastery: number | null;
  /** Of the page and the frame; null: as the learner's browser says, and English around it. */
  readonly lang: (typeof PACKAGE_LANGUAGES)[number] | null;
  /** The built site to be carried, or the address of a hosted copy, with a trailing slash. */
  readonly from: { readonly dist: string } | { readonly site: string };
}

/** Path -> bytes; the manifest first, as some systems look for it. */
export async function packageFiles(input: PackageInput): Promise<ReadonlyMap<string, Uint8Array>> {
  const { from, lesson } = input;
  const site = 'dist' in from ? siteFiles(from.dist, lesson, input.languages) : [];
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const frame = ('dist' in from ? `${FOLDER}/` : from.site) + FRAME_PAGE + address(input);
  const files: [string, Uint8Array][] = [
    ['index.html', text(pageHtml(input, frame))],
    ['scorm.css', text(STYLE)],
    ['scorm.js', text(await script())],
    ...site.map(({ path, bytes }): [string, Uint8Array] => [`${FOLDER}/${path}`, bytes]),
    ...(site.length === 0 ? [] : [[`${FOLDER}/index.html`, text(wholePage(input))] satisfies [string, Uint8Array]]),
  ];
  const manifest = manifestXml({ ...input, entry: 'index.html', files: files.map(([path]) => path) });
  return new Map([['imsmanifest.xml', text(manifest)], ...files]);
}

/** The same files give the same zip, whenever it is made. */
export function packageZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries = [...files].map(([path, bytes]) => [path, [bytes, { mtime: NO_TIME, level: 9 }]] as const);
  return zipSync(Object.fromEntries(entries) as Zippable);
}

const FOLDER = 'site';
const FRAME_PAGE = 'embed.html';
/** A zip cannot tell of anything before 1980. */
const NO_TIME = new Date(1980, 0, 1, 12);

function address({ lesson, lang }: PackageInput): string {
  return embedAddress({
    what: { kind: 'lesson', lesson, step: null },
    hide: [],
    theme: null,
    accent: null,
    variant: null,
    collapsed: false,
    readonly: false,
    lang,
  });
}

const STYLE = `html { background: Canvas; color: CanvasText; color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; }
iframe { display: block; inline-size: 100%; block-size: 100vh; border: 0; }
#notice { display: flex; gap: 1rem; align-items: baseline; padding: 0.5rem 1rem; border-block-end: 1px solid; }
#notice[data-kind='none'] { display: none; }
#notice[data-kind^='not'], #notice[data-kind='refused'], #notice[data-kind='no-lms'] { border-inline-start: 0.5rem solid #b3261e; }
#notice button { flex: none; font: inherit; min-block-size: 2rem; padding-inline: 0.75rem; }
#notice button[hidden] { display: none; }
[role='alert'] { margin: 1rem; }
`;

function pageHtml({ version, lesson, title, mastery, lang }: PackageInput, frame: string): string {
  const share = mastery === null ? '' : ` data-mastery="${mastery / 100}"`;
  return `<!doctype html>
<html lang="${lang ?? 'en'}">
  <head>
    <meta charset="utf-8" />
    <title>${xml(title)}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="scorm.css" />
    <script type="module" src="scorm.js"></script>
  </head>
  <body data-version="${version}" data-lesson="${xml(lesson)}" data-frame="${xml(frame)}"${share}></body>
</html>
`;
}

/**
 * Where the frame's "open it in a tab of its own" leads: on a site to its own pages, of which a package has none. The frame's page shows the
 * lesson by itself, too.
 */
function wholePage({ lesson, title }: PackageInput): string {
  const script = `if (location.hash.startsWith('#/lesson/${lesson}')) location.replace('${FRAME_PAGE}' + location.search + location.hash);`;
  return `<!doctype html>
<meta charset="utf-8" />
<title>${xml(title)}</title>
<script>${script}</script>
<p><a href="${FRAME_PAGE}#/lesson/${xml(lesson)}">${xml(title)}</a></p>
`;
}

const ENTRY = fileURLToPath(new URL('../../src/scorm/launch.ts', import.meta.url));

/** The page's script, in one file. */
async function script(): Promise<string> {
  const made = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rollupOptions: { input: ENTRY, output: { codeSplitting: false } },
    },
  });
  const chunk = [made].flat().flatMap((one) => ('output' in one ? one.output : []))[0];
  if (chunk?.type !== 'chunk') throw new Error('the script of the package could not be built');
  return chunk.code;
}
