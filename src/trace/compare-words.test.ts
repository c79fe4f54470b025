import { describe, expect, it } from 'vitest';
import { compareTable, compareWords } from './compare-words';
import { blockedLoop, gilTurns, processPool, sleepers } from './samples';

const turns = { name: 'turns.py', wallMs: 40, trace: gilTurns() };
const sleeps = { name: 'sleeps.py', wallMs: 1003, trace: sleepers() };
const pool = { name: 'pool.py', wallMs: 60, trace: processPool() };
const loop = { name: 'loop.py', wallMs: 200, trace: blockedLoop() };

describe('words about runs above one another', () => {
  it('give the time that each took, in their order, and nothing that one run cannot show', () => {
    const words = compareWords([turns, sleeps, pool]);
    expect(words).toContain('turns.py took 40.0 ms, sleeps.py 1.0 s and pool.py 60.0 ms.');
    expect(words).not.toMatch(/fast|slow|times as/);
  });

  it('say in which of them waits overlapped and in which work did', () => {
    const words = compareWords([turns, sleeps, pool]);
    expect(words).toContain('In sleeps.py up to five waited at the same time.');
    expect(words).toContain('In turns.py and sleeps.py one was busy at a time.');
    expect(words).toMatch(/In pool\.py up to \w+ were busy at the same time\./);
  });

  it('say once what is so in all of them', () => {
    expect(compareWords([turns, sleeps, loop])).toContain('One was busy at a time in each of them.');
  });

  it('count no thread that sleeps because all of its tasks do', () => {
    expect(compareWords([loop])).not.toContain('up to six');
  });

  it('say nothing of waits where there were none, and nothing at all of no runs', () => {
    expect(compareWords([turns])).not.toContain('waited');
    expect(compareWords([])).toBe('');
  });

  it('are figures in the table: how many at once, and how much within how long', () => {
    const { columns, rows } = compareTable([turns, sleeps]);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(rows[0]?.slice(0, 4)).toEqual(['turns.py', '40.0 ms', '0', '']);
    expect(rows[1]?.slice(0, 3)).toEqual(['sleeps.py', '1.0 s', '5']);
    expect(rows[1]?.[3]).toMatch(/^5\.0 s within 1\.0 s$/);
  });
});
