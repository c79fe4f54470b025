import { describe, expect, it } from 'vitest';
import { sharedPayload, type SharedProgram } from '../protocol/shared-program';
import { gilTurns } from '../trace/samples';
import { EMPTY_OUTPUT, outputText } from './output-log';
import { isShareable, lengthWords, LONGEST_LINK, pathOfFile, receive, recordingOf, fileText, SHARED_ID } from './share';

const FILES = [{ path: 'main.py', content: 'print(1)\n' }];
const PROGRAM: SharedProgram = {
  language: 'python',
  title: 'two locks',
  entry: 'main.py',
  from: null,
  startMethod: 'spawn',
  files: FILES,
  recording: null,
};
const trace = gilTurns();
const RUN = {
  state: { phase: 'ended', run: 1, summary: { outcome: { kind: 'finished', exitCode: 0 }, wallMs: trace.end } },
  trace,
  files: FILES,
  output: EMPTY_OUTPUT,
  speakers: new Map(),
  recorded: null,
} as const;
const MACHINE = { date: '2026-11-21', engine: 'Chromium 156', cores: 2, isolation: 'isolated' } as const;

async function received(program: SharedProgram) {
  const result = await receive(sharedPayload(program));
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe('a program that is sent', () => {
  it('arrives as one that a bench can run', async () => {
    const { own, recorded, losses } = await received(PROGRAM);
    expect(own).toMatchObject({ title: 'two locks.py', entry: 'main.py', files: FILES, startMethod: 'spawn' });
    expect(own.id).toMatch(/^[0-9a-f]{16}$/);
    expect(recorded).toBe(null);
    expect(losses).toEqual([]);
  });

  it('has the same id by the same link, and another by another', async () => {
    const one = await received(PROGRAM);
    expect((await received(PROGRAM)).own.id).toBe(one.own.id);
    expect((await received({ ...PROGRAM, title: 'three locks' })).own.id).not.toBe(one.own.id);
  });

  it('brings its run along, with the machine that it was recorded on', async () => {
    const recording = await recordingOf(RUN, FILES, MACHINE);
    const { recorded } = await received({ ...PROGRAM, recording });
    expect(recorded?.trace.length).toBe(trace.length);
    expect(recorded?.outdated).toBe(false);
    expect(recorded?.about).toMatchObject({ lesson: SHARED_ID, engine: 'Chromium 156', recordedOn: '2026-11-21' });
    expect(outputText(recorded?.output ?? EMPTY_OUTPUT)).toBe('');
  });

  it('is sent on with the machine that it came from, not the one in between', async () => {
    const recording = await recordingOf(RUN, FILES, MACHINE);
    const { recorded } = await received({ ...PROGRAM, recording });
    if (recorded === null) throw new Error('no run came along');
    const again = await recordingOf({ ...RUN, recorded }, FILES, {
      ...MACHINE,
      engine: 'Firefox 160',
      date: '2027-01-01',
    });
    expect((await received({ ...PROGRAM, recording: again })).recorded?.about.engine).toBe('Chromium 156');
  });

  it('comes without a run that cannot be read, and says so', async () => {
    const { own, recorded, losses } = await received({ ...PROGRAM, recording: '{"format":"interleave-recording"}' });
    expect(own.files).toEqual(FILES);
    expect(recorded).toBe(null);
    expect(losses).toEqual(['The run that came with it could not be read.']);
  });

  it('takes only a run of the text as it stands, which is over', () => {
    expect(isShareable(RUN, FILES)).toBe(true);
    expect(isShareable(RUN, [{ path: 'main.py', content: 'print(2)\n' }])).toBe(false);
    expect(isShareable({ ...RUN, trace: null }, FILES)).toBe(false);
    expect(isShareable({ ...RUN, state: { phase: 'idle' } }, FILES)).toBe(false);
  });

  it('opens from a file by the path of its link, with what was lost of the file', () => {
    const text = fileText(PROGRAM);
    expect(pathOfFile(text)).toEqual({ ok: true, value: { path: `/shared/${sharedPayload(PROGRAM)}`, losses: [] } });
    const cut = pathOfFile(text.slice(0, text.indexOf('print')));
    expect(cut).toMatchObject({ ok: true, value: { losses: [expect.stringContaining('missing')] } });
    expect(pathOfFile('{}').ok).toBe(false);
  });

  it('is offered as a file first when its link is long', () => {
    expect(lengthWords(1_000)).toEqual({
      words: '1,000 characters: every chat and mail program takes it.',
      safe: true,
    });
    expect(lengthWords(8_000).safe).toBe(true);
    expect(lengthWords(8_001).safe).toBe(false);
    expect(lengthWords(LONGEST_LINK + 1).words).toContain('too long for a link');
  });
});
