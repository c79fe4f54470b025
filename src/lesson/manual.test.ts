import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadLesson } from './load';
import { parse } from 'yaml';
import { parseHostDeclarations } from '../lab/parse-declarations';
import { HOST_EXAMPLE, renewManual } from './manual';

const manual = readFileSync(fileURLToPath(new URL('../../lessons/README.md', import.meta.url)), 'utf8');

/** The fenced blocks whose first line in the manual is a file's name in bold. */
function exampleFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [, name = '', fence = '', text = ''] of manual.matchAll(/^\*\*`([^`]+)`\*\*\n\n(`{3,})\w*\n([^]*?)^\2$/gm))
    if (fence !== '') files.set(name, text);
  return files;
}

describe("the authors' manual", () => {
  it('says what the schema says (if not: npx tsx scripts/lesson-manual.ts)', () => {
    expect(manual).toBe(renewManual(manual));
  });

  it('is renewed without touching what was written by hand', () => {
    const written = '# Mine\n\nWords.\n';
    expect(renewManual(renewManual(written)).startsWith(written)).toBe(true);
    expect(renewManual(renewManual(written))).toBe(renewManual(written));
  });

  it('shows a host with every key that a host may have', () => {
    const { hosts } = parse(HOST_EXAMPLE.join('\n')) as { hosts: [Record<string, unknown>] };
    expect(parseHostDeclarations(hosts)).toMatchObject({ ok: true });
    const refused = parseHostDeclarations([{ name: 'a.example', nonsense: 1 }]);
    const [, keys = ''] = /allowed are (.*)/.exec(refused.ok ? '' : (refused.error[0]?.message ?? '')) ?? [];
    expect(Object.keys(hosts[0])).toEqual(keys.split(', '));
  });

  it('shows an example that is a lesson', async () => {
    const files = exampleFiles();
    expect([...files.keys()]).toEqual(['lesson.md', 'greet.py', 'turns.svg']);
    const result = await loadLesson({ name: '90-example', files });
    expect(result).toMatchObject({ ok: true });
  });
});
