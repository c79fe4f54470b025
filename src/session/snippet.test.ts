// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMBED_PARTS, parseEmbedAddress, type EmbedAddress } from '../protocol/embed';
import { elementSnippet, frameSnippet } from './snippet';

const SITE = 'https://learn.example/lab/';
const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const address: fc.Arbitrary<EmbedAddress> = fc.record({
  what: fc.oneof(
    fc.record({ kind: fc.constant('lesson' as const), lesson: id, step: fc.option(id) }),
    fc.record({ kind: fc.constant('program' as const), lesson: id, program: id }),
  ),
  hide: fc.subarray([...EMBED_PARTS]),
  theme: fc.constantFrom('light', 'dark', 'projector', null),
  accent: fc.option(fc.stringMatching(/^[0-9a-f]{6}$/)),
  variant: fc.option(id),
  collapsed: fc.boolean(),
  readonly: fc.boolean(),
  lang: fc.constantFrom('de', 'en', null),
});

const elementsOf = (html: string) => new DOMParser().parseFromString(html, 'text/html');

describe('the lines for a page of somebody’s', () => {
  it('hold one frame, whose address says what was chosen, whatever the title', () => {
    fc.assert(
      fc.property(address, fc.string(), (chosen, title) => {
        const made = elementsOf(frameSnippet(SITE, chosen, title));
        const [frame, ...more] = made.querySelectorAll('iframe');
        expect([more.length, made.querySelectorAll('script').length]).toEqual([0, 0]);
        const url = new URL(frame?.src ?? '');
        expect(url.href.startsWith(`${SITE}embed.html`)).toBe(true);
        expect(parseEmbedAddress(url.search, url.hash)).toEqual(chosen);
        // (HTML reads a line's end in one way, and knows no zero.)
        if (!/[\r\0]/.test(title)) expect(frame?.title).toBe(title);
      }),
    );
  });

  it('hold one element, whose attributes say the same', () => {
    fc.assert(
      fc.property(address, fc.string(), (chosen, title) => {
        const made = elementsOf(elementSnippet(SITE, chosen, title));
        expect([...made.querySelectorAll('script')].map(({ src }) => src)).toEqual([`${SITE}embed-api.js`]);
        const [lab, ...more] = made.querySelectorAll('interleave-lab');
        expect(more).toEqual([]);
        const { what } = chosen;
        const said = (name: string) => lab?.getAttribute(name) ?? null;
        expect(said('lesson')).toBe(what?.kind === 'lesson' || what?.kind === 'program' ? what.lesson : null);
        expect(said('step')).toBe(what?.kind === 'lesson' ? what.step : null);
        expect(said('program')).toBe(what?.kind === 'program' ? what.program : null);
        expect(said('hide')).toBe(chosen.hide.join(',') || null);
        expect([lab?.hasAttribute('collapsed'), lab?.hasAttribute('readonly')]).toEqual([
          chosen.collapsed,
          chosen.readonly,
        ]);
        expect([said('theme'), said('accent'), said('variant'), said('lang')]).toEqual([
          chosen.theme,
          chosen.accent,
          chosen.variant,
          chosen.lang,
        ]);
      }),
    );
  });
});
