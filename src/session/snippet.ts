/** The lines that put a lesson into somebody's page: made of the frame's address (`protocol/embed.ts`), and nothing that could run by surprise. */
export { EMBED_PARTS, EMBED_THEMES } from '../protocol/embed';
import { embedAddress, type EmbedAddress } from '../protocol/embed';

/** What the frame may do in the page; the script for host pages says the same. */
const ALLOW = 'cross-origin-isolated; clipboard-write; fullscreen';
/** CSS pixels of a frame that nobody makes as high as what it shows. */
const HEIGHT = 640;
const LINE_HEIGHT = 48;

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');

/** The frame's whole address. `site` ends with a slash. */
export const frameAddress = (site: string, address: EmbedAddress): string =>
  `${site}embed.html${embedAddress(address)}`;

/** A frame alone, for sites that allow no scripts. */
export function frameSnippet(site: string, address: EmbedAddress, title: string): string {
  return [
    '<iframe',
    `  src="${escape(frameAddress(site, address))}"`,
    `  title="${escape(title)}"`,
    `  width="100%" height="${address.collapsed ? LINE_HEIGHT : HEIGHT}" loading="lazy"`,
    `  allow="${ALLOW}"`,
    '  referrerpolicy="strict-origin-when-cross-origin" style="border:0"',
    '></iframe>',
  ].join('\n');
}

/** The element, with its script: as high as what it shows, and the page hears of runs and answers. */
export function elementSnippet(site: string, address: EmbedAddress, title: string): string {
  const { what, hide, theme, accent, variant, collapsed, readonly, lang } = address;
  const attributes: readonly (readonly [string, string | null])[] = [
    ...(what?.kind === 'lesson'
      ? ([
          ['lesson', what.lesson],
          ['step', what.step],
        ] as const)
      : []),
    ...(what?.kind === 'program'
      ? ([
          ['lesson', what.lesson],
          ['program', what.program],
        ] as const)
      : []),
    ['hide', hide.length > 0 ? hide.join(',') : null],
    ['theme', theme],
    ['accent', accent],
    ['variant', variant],
    ['collapsed', collapsed ? '' : null],
    ['readonly', readonly ? '' : null],
    ['lang', lang],
    ['title', title],
  ];
  const written = attributes.flatMap(([name, value]) =>
    value === null ? [] : [value === '' ? name : `${name}="${escape(value)}"`],
  );
  return `<script src="${escape(`${site}embed-api.js`)}" async></script>\n<interleave-lab ${written.join(' ')}></interleave-lab>`;
}
