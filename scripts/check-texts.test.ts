import { describe, expect, it } from 'vitest';
import { findTexts } from './check-texts.mjs';

const found = (content: string, path = 'src/views/kit/made-up.tsx') => findTexts(path, content).map(({ text }) => text);

describe('the check of texts', () => {
  it('finds what JSX shows and reads out', () => {
    expect(found('const a = <p>Run it</p>;')).toEqual(['Run it']);
    expect(found('const a = <button aria-label="Close" className="big red">×</button>;')).toEqual(['Close']);
    expect(found('const a = <p>{ready ? "Ready" : `${n} to go`}</p>;')).toEqual(['Ready', '· to go']);
    expect(found('const a = <Pane label={`Lane ${n}`} />;')).toEqual(['Lane ·']);
  });

  it('finds sentences anywhere in code', () => {
    expect(found("export const why = () => 'It waits for nobody.';", 'src/session/a.ts')).toEqual([
      'It waits for nobody.',
    ]);
    expect(found("const WORDS = { light: { label: 'Light' } };")).toEqual(['Light']);
  });

  it('leaves alone what no reader sees', () => {
    expect(found("const a = <i className={styles['a']} data-x=\"Some thing\">{kind === 'Open it' && n}</i>;")).toEqual(
      [],
    );
    expect(found("throw new Error('there is no root here');")).toEqual([]);
    expect(found("busy.begin('load the lesson');")).toEqual([]);
    expect(found("const grid = { gridTemplate: 'auto 1fr / 2rem' };")).toEqual([]);
    expect(found("import { a } from './a b';")).toEqual([]);
  });

  it('asks nothing of what comes out of the dictionary', () => {
    expect(found('const a = <p title={kit.close}>{kit.count(3)}</p>;')).toEqual([]);
  });
});
