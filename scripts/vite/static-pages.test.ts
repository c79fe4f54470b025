import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Lesson } from '../../src/lesson/lesson';
import { darkBySystem, headOf, oembedOf, siteAddress, staticPage } from './static-pages';

const root = join(import.meta.dirname, '../..');
const template = readFileSync(join(root, 'index.html'), 'utf8');
const lesson: Lesson = {
  id: 'two-locks',
  title: 'Two locks & a "knot" <here>',
  question: 'Who waits for "whom"?',
  part: 'Sharing',
  minutes: 7,
  steps: [],
  programs: [],
  claims: [],
};
const SITE = 'https://learn.example/lab/';
const page = (site: string | null, html = '') =>
  staticPage(template, { lesson, html }, { site, css: 'p{}', chunk: 'assets/two-locks-12345678.js' });

describe("a lesson's page of plain HTML", () => {
  it('finds the site two folders up, and says to the script where it is', () => {
    const made = page(null);
    expect(made).not.toMatch(/(?:src|href)="\.\//);
    expect(made).toContain('<html lang="en" data-place="/lesson/two-locks"');
    expect(made).toContain('href="../../assets/two-locks-12345678.js"');
  });

  it('leads to the pages of other lessons, and to the application for everything else', () => {
    const made = page(
      null,
      '<a href="#/lesson/the-gil">1</a><a href="#/">2</a><a href="#/glossary/lock">3</a><a href="#/lesson/the-gil/at/go">4</a>',
    );
    expect(made).toContain('<a href="../the-gil/">1</a><a href="../../">2</a><a href="../../#/glossary/lock">3</a>');
    expect(made).toContain('<a href="../../#/lesson/the-gil/at/go">4</a>');
  });

  it('writes titles and questions as text, whatever is in them', () => {
    const made = page(SITE);
    expect(made).toContain('<title>Two locks &amp; a &quot;knot&quot; &lt;here&gt; · Interleave</title>');
    expect(made).toContain('<meta property="og:description" content="Who waits for &quot;whom&quot;?" />');
    expect(made).not.toContain('<here>');
  });

  it('refuses a template in which something has no place', () => {
    expect(() => staticPage('<html lang="en">', { lesson, html: '' }, { site: null, css: '', chunk: null })).toThrow(
      'index.html has no',
    );
  });
});

describe('what is said of a lesson elsewhere', () => {
  it('holds whole addresses where the site is known, and none where it is not', () => {
    expect(headOf(lesson, SITE)).toContain(`content="${SITE}lesson/two-locks/"`);
    expect(headOf(lesson, SITE)).toContain(`type="application/json+oembed" href="${SITE}lesson/two-locks/oembed.json"`);
    expect(headOf(lesson, null)).toContain('og:title');
    expect(headOf(lesson, null)).not.toMatch(/og:url|og:image|oembed|canonical/);
  });

  it('is a card of type "rich" with everything that oEmbed 1.0 asks of one', () => {
    const card = oembedOf(lesson, SITE);
    expect(card).toMatchObject({ version: '1.0', type: 'rich', title: lesson.title, width: 960, height: 640 });
    const words = JSON.stringify(card);
    expect(words).toContain(`src=\\"${SITE}embed.html#/lesson/two-locks\\"`);
    expect(words).toContain('title=\\"Two locks &amp; a &quot;knot&quot;');
  });

  it('takes addresses of the web only, and gives them a slash at the end', () => {
    expect(siteAddress('https://learn.example/lab')).toBe(SITE);
    expect(siteAddress('')).toBeNull();
    expect(siteAddress(undefined)).toBeNull();
    for (const wrong of ['learn.example', 'javascript:alert(1)', 'https://learn.example/?a', 'file:///tmp'])
      expect(() => siteAddress(wrong), wrong).toThrow('INTERLEAVE_SITE');
  });
});

it('a dark system gets the dark theme before anything has chosen', () => {
  const css = darkBySystem(readFileSync(join(root, 'src/views/kit/tokens.css'), 'utf8'));
  expect(css).toMatch(
    /^@media \(prefers-color-scheme: dark\)\{:root:not\(\[data-theme\]\)\{.*--paper: #141518;.*\}\}$/,
  );
});
