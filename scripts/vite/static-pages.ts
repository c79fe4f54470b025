/**
 * Gives each lesson a page of plain HTML, `lesson/<id>/index.html`: its text can be read before any script has come, found by search
 * engines, and shown as a card by whoever is sent its address (Open Graph, https://ogp.me; oEmbed, https://oembed.com). The page's
 * script then takes over in the same place (`src/app/main.tsx`).
 *
 * Cards and oEmbed need whole addresses. A build that is told where the site will stand, in `INTERLEAVE_SITE`
 * (`https://learn.example/`), writes them; another leaves them out, since a guess would point to somebody else.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import react from '@vitejs/plugin-react';
import { build, type Plugin } from 'vite';
import type { Lesson, LessonSummary } from '../../src/lesson/lesson';
import { lessons } from './lessons';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** From a lesson's page to the folder that the site stands in. */
const UP = '../../';

interface Rendered {
  readonly lesson: Lesson;
  readonly html: string;
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');

/**
 * The address of a site, ending with a slash.
 * @throws Error when it is no address of the web.
 */
export function siteAddress(given: string | undefined): string | null {
  if (given === undefined || given.trim() === '') return null;
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new Error(`INTERLEAVE_SITE has to be an address like https://learn.example/interleave/, not "${given}"`);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

/** What a page's `<head>` says of a lesson, to those who do not run it. */
export function headOf(lesson: LessonSummary, site: string | null): string {
  const meta = (name: string, content: string, key = 'property') =>
    `<meta ${key}="${name}" content="${escapeHtml(content)}" />`;
  const page = `${site ?? ''}lesson/${encodeURIComponent(lesson.id)}/`;
  return [
    meta('og:type', 'article'),
    meta('og:site_name', 'Interleave'),
    meta('og:title', lesson.title),
    meta('og:description', lesson.question),
    meta('twitter:card', site === null ? 'summary' : 'summary_large_image', 'name'),
    ...(site === null
      ? []
      : [
          `<link rel="canonical" href="${escapeHtml(page)}" />`,
          meta('og:url', page),
          meta('og:image', `${site}card.png`),
          meta('og:image:alt', 'Three strands take turns under one golden ribbon'),
          `<link rel="alternate" type="application/json+oembed" href="${escapeHtml(`${page}oembed.json`)}" title="${escapeHtml(lesson.title)}" />`,
        ]),
  ].join('\n    ');
}

/** What the frame of an embedded lesson may do on a page of others; the same as the snippets that the site makes. */
const ALLOW = 'cross-origin-isolated; clipboard-write; fullscreen';
const WIDTH = 960;
const HEIGHT = 640;

/** oEmbed 1.0, type `rich`: what a site that is given the lesson's address may put in its place. */
export function oembedOf(lesson: LessonSummary, site: string): object {
  const src = `${site}embed.html#/lesson/${encodeURIComponent(lesson.id)}`;
  return {
    version: '1.0',
    type: 'rich',
    provider_name: 'Interleave',
    provider_url: site,
    title: lesson.title,
    width: WIDTH,
    height: HEIGHT,
    thumbnail_url: `${site}card.png`,
    thumbnail_width: 1200,
    thumbnail_height: 630,
    html:
      `<iframe src="${escapeHtml(src)}" title="${escapeHtml(lesson.title)}" width="${WIDTH}" height="${HEIGHT}" ` +
      `loading="lazy" allow="${ALLOW}" style="border:0;max-width:100%"></iframe>`,
  };
}

/**
 * The built `index.html`, as the page of one lesson: addresses lead two folders up, links to lessons lead to their pages, and the
 * script learns from `data-place` where it is.
 * @param dark the values of the dark theme, for who has a dark system: no script has said so yet
 * @throws Error when the template has no place for something
 */
export function staticPage(
  template: string,
  { lesson, html }: Rendered,
  extras: { readonly site: string | null; readonly css: string; readonly chunk: string | null },
): string {
  const put = (page: string, place: string | RegExp, text: string): string => {
    if (!(typeof place === 'string' ? page.includes(place) : place.test(page)))
      throw new Error(`index.html has no ${String(place)}`);
    return page.replace(place, () => text);
  };
  const linked = html
    .replace(/href="#\/lesson\/([\w-]+)"/g, (_, id: string) => `href="../${id}/"`)
    .replace(/href="#(\/[^"]*)"/g, (_, path: string) => `href="${UP}${path === '/' ? '' : `#${path}`}"`);
  let page = template.replace(/(src|href)="\.\//g, `$1="${UP}`);
  page = put(page, /<html lang="en"/, `<html lang="en" data-place="/lesson/${lesson.id}"`);
  page = put(page, /<title>[^<]*<\/title>/, `<title>${escapeHtml(lesson.title)} · Interleave</title>`);
  page = put(
    page,
    /<meta name="description" content="[^"]*"\s*\/?>/,
    `<meta name="description" content="${escapeHtml(lesson.question)}" />\n    ${headOf(lesson, extras.site)}`,
  );
  const preload = extras.chunk === null ? '' : `<link rel="modulepreload" crossorigin href="${UP}${extras.chunk}">\n  `;
  page = put(page, '</head>', `${preload}<style>${extras.css}</style>\n  </head>`);
  return put(page, '<div id="root"></div>', `<div id="root">${linked}</div>`);
}

/** The dark theme as what a dark system gets while nothing has chosen. */
export function darkBySystem(tokens: string): string {
  const values = /:root\[data-theme='dark'\]\s*\{([^}]*)\}/.exec(tokens)?.[1];
  if (values === undefined) throw new Error('tokens.css has no dark theme');
  return `@media (prefers-color-scheme: dark){:root:not([data-theme]){${values.replace(/\s+/g, ' ').trim()}}}`;
}

/** Renders all lessons by a build of its own: the same components and class names as the page's. */
async function renderAll(outDir: string): Promise<readonly Rendered[]> {
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'error',
    plugins: [react(), lessons()],
    define: { __PYODIDE_DIR__: '""' },
    build: { ssr: 'src/app/static-page.tsx', outDir, emptyOutDir: true, target: 'es2024', copyPublicDir: false },
  });
  try {
    const module = (await import(pathToFileURL(join(outDir, 'static-page.js')).href)) as {
      readonly lessons: readonly LessonSummary[];
      render(id: string): Promise<Rendered>;
    };
    const pages: Rendered[] = [];
    for (const { id } of module.lessons) pages.push(await module.render(id));
    return pages;
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

export function staticPages(given: string | undefined = process.env['INTERLEAVE_SITE']): Plugin {
  const site = siteAddress(given);
  let outDir = '';
  const chunks = new Map<string, string>();
  return {
    name: 'interleave:static-pages',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    writeBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const id =
          file.type === 'chunk' ? /^\0virtual:lessons\/([\w-]+)$/.exec(file.facadeModuleId ?? '')?.[1] : undefined;
        if (id !== undefined) chunks.set(id, file.fileName);
      }
    },
    async closeBundle() {
      const [template, own, tokens] = await Promise.all([
        readFile(join(outDir, 'index.html'), 'utf8'),
        readFile(join(root, 'src/app/static-page.css'), 'utf8'),
        readFile(join(root, 'src/views/kit/tokens.css'), 'utf8'),
      ]);
      const css = `${own
        .replace(/\/\*[^]*?\*\//g, '')
        .replace(/\s+/g, ' ')
        .trim()} ${darkBySystem(tokens)}`;
      for (const rendered of await renderAll(join(root, '.cache', `static-pages-${process.pid}`))) {
        const { lesson } = rendered;
        const file = join(outDir, 'lesson', lesson.id, 'index.html');
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, staticPage(template, rendered, { site, css, chunk: chunks.get(lesson.id) ?? null }));
        if (site !== null)
          await writeFile(join(dirname(file), 'oembed.json'), `${JSON.stringify(oembedOf(lesson, site), null, 2)}\n`);
      }
    },
  };
}
