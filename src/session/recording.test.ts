import { describe, expect, it } from 'vitest';
import { saveRecording, sourcesHash } from '../protocol/recording';
import { gilTurns } from '../trace/samples';
import { outputText } from './output-log';
import { openRecording, recordedWords } from './recording';

const PROGRAM = { id: 'p', files: [{ path: 'main.py', content: 'print(1)\n' }] };
const ABOUT = {
  lesson: '01-x',
  program: 'p',
  recordedOn: '2026-11-21',
  engine: 'Chromium 156',
  cores: 2,
  isolation: 'isolated',
  sources: sourcesHash(PROGRAM.files),
  lockEvents: 200_000,
} as const;
const TEXT = saveRecording(ABOUT, { outcome: { kind: 'finished', exitCode: 0 }, wallMs: 20 }, gilTurns(), [
  { stream: 'stdout', text: '1\n', t: 1, actor: 2 },
  { stream: 'notice', text: 'cut', t: 2, actor: -1 },
]);

describe('a recorded run', () => {
  it('has its output, with who wrote it, and the files that its lines mean', async () => {
    const opened = await openRecording(await TEXT, '01-x', PROGRAM);
    if (!opened.ok) throw new Error(opened.error);
    const { output, speakers, files, outdated, trace } = opened.value;
    expect(outputText(output)).toBe('1\ncut');
    expect([...speakers]).toEqual([[2, 2]]);
    expect(trace.complete).toBe(true);
    expect(files).toEqual(PROGRAM.files);
    expect(outdated).toBe(false);
  });

  it('is known as one of an older text, whose lines mean nothing any more', async () => {
    const now = { id: 'p', files: [{ path: 'main.py', content: 'print(2)\n' }] };
    const opened = await openRecording(await TEXT, '01-x', now);
    if (!opened.ok) throw new Error(opened.error);
    expect(opened.value.outdated).toBe(true);
    expect(opened.value.files).toEqual([]);
    expect(recordedWords(opened.value)).toMatch(/The program has been changed since\.$/);
  });

  it('is refused when it is another program’s', async () => {
    expect(await openRecording(await TEXT, '02-y', PROGRAM)).toEqual({
      ok: false,
      error: 'The recording is of another program: p of 01-x.',
    });
  });

  it('says when, where and that it was not run here', () => {
    expect(recordedWords({ about: ABOUT, outdated: false })).toBe(
      'Recorded on 21 November 2026 with 2 cores in Chromium 156. It was not run here.',
    );
    expect(recordedWords({ about: { ...ABOUT, cores: 1 }, outdated: false })).toContain('with 1 core in');
  });
});
