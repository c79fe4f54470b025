import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manyTurns } from '../trace/samples';
import { pack } from './packed';
import { loadRecording, saveRecording, sourcesHash } from './recording';
import {
  looksShared,
  MOST_SHARED_BYTES,
  readSharedFile,
  readSharedPayload,
  sharedFile,
  sharedPayload,
  type ReadProgram,
  type SharedProgram,
} from './shared-program';

const text = fc
  .string({ unit: 'grapheme', maxLength: 400 })
  .filter((some) => some.isWellFormed() && !some.includes('\r'));
const step = fc
  .stringMatching(/^[a-z_][a-z0-9_-]{0,8}$/)
  .filter((name) => !/^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(name));
const paths = fc.uniqueArray(
  fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => `${steps.join('/')}.py`),
  { minLength: 1, maxLength: 5, selector: (path) => path.split('/')[0] },
);

const programs: fc.Arbitrary<SharedProgram> = paths.chain((names) =>
  fc.record({
    language: fc.constantFrom('python' as const, 'typescript' as const),
    title: fc.stringMatching(/^[A-Za-z][a-z ]{0,20}[a-z]$/),
    entry: fc.constantFrom(...names),
    from: fc.option(fc.record({ lesson: step, program: step })),
    startMethod: fc.option(fc.constantFrom('fork' as const, 'spawn' as const)),
    files: fc
      .tuple(...names.map(() => text))
      .map((texts) => texts.map((content, i) => ({ path: names[i] ?? '', content }))),
    recording: fc.option(fc.dictionary(step, fc.oneof(text, fc.integer())).map((some) => JSON.stringify(some))),
  }),
);

const SIMPLE: SharedProgram = {
  language: 'python',
  title: 'two locks',
  entry: 'main.py',
  from: null,
  startMethod: null,
  files: [{ path: 'main.py', content: 'print(1)\n' }],
  recording: null,
};

function read(payload: string): ReadProgram {
  const result = readSharedPayload(payload);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe('a program in a link', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(programs, (program) => {
        expect(read(sharedPayload(program))).toEqual({ program, losses: [] });
      }),
    );
  });

  it('comes out of a file as it went in', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const file = sharedFile(program);
        expect(looksShared(file)).toBe(true);
        expect(readSharedFile(file)).toEqual({ ok: true, value: { program, losses: [] } });
      }),
    );
  });

  it('may have 20 kB, and is then still no longer than many take', () => {
    const content = Array.from(
      { length: 600 },
      (_, i) => `def worker_${i}(queue):\n    queue.put(${(i * 7919) % 1000})\n`,
    ).join('');
    expect(content.length).toBeGreaterThan(20_000);
    const payload = sharedPayload({ ...SIMPLE, files: [{ path: 'main.py', content }] });
    expect(payload.length).toBeLessThan(content.length / 4);
    expect(read(payload).program.files[0]?.content).toBe(content);
  });

  it('may bring the exact trace of a run of 20,000 events', async () => {
    const trace = manyTurns(4, 7000, 0.731);
    expect(trace.length).toBeGreaterThanOrEqual(20_000);
    const recording = await saveRecording(
      {
        lesson: '~shared',
        program: 'program',
        recordedOn: '2026-11-21',
        engine: 'Chromium 156',
        cores: 2,
        isolation: 'isolated',
        sources: sourcesHash(SIMPLE.files),
        lockEvents: 200_000,
      },
      { outcome: { kind: 'finished', exitCode: 0 }, wallMs: trace.end },
      trace,
      [],
    );
    const { program, losses } = read(sharedPayload({ ...SIMPLE, recording }));
    expect(losses).toEqual([]);
    const loaded = await loadRecording(program.recording ?? '');
    if (!loaded.ok) throw new Error(loaded.error);
    expect(loaded.value.trace.length).toBe(trace.length);
    for (let i = 0; i < trace.length; i += 97) expect(loaded.value.trace.at(i)).toEqual(trace.at(i));
  });

  it('that was cut keeps what could be read, and says so', () => {
    const content = Array.from({ length: 300 }, (_, i) => `value_${i} = ${(i * 7919) % 10007}\n`).join('');
    const payload = sharedPayload({ ...SIMPLE, files: [{ path: 'main.py', content }], recording: '{"a":1}' });
    const { program, losses } = read(payload.slice(0, payload.length * 0.7));
    expect(losses).toEqual([expect.stringMatching(/^The end of this link is missing/)]);
    expect(program).toMatchObject({ title: 'two locks', language: 'python', entry: 'main.py', recording: null });
    expect(content.startsWith(program.files[0]?.content ?? '!')).toBe(true);
    expect(program.files[0]?.content.length).toBeGreaterThan(content.length / 3);
  });

  it('wherever it was cut, is told as cut or not readable, and never shown as whole', () => {
    fc.assert(
      fc.property(programs, fc.nat(), (program, at) => {
        const payload = sharedPayload(program);
        const result = readSharedPayload(payload.slice(0, at % payload.length));
        // Nothing but padding may be missing of what is whole.
        if (result.ok && result.value.losses.length === 0) expect(result.value.program).toEqual(program);
        else if (!result.ok) expect(result.error).toMatch(/^[A-Z].*\.$/);
      }),
    );
  });

  it('that was changed on its way says so', () => {
    const payload = sharedPayload({ ...SIMPLE, files: [{ path: 'main.py', content: 'counter += 1\n'.repeat(50) }] });
    let told = 0;
    for (let at = 1; at < payload.length - 1; at++) {
      const other = payload.charAt(at) === 'a' ? 'b' : 'a';
      const result = readSharedPayload(payload.slice(0, at) + other + payload.slice(at + 1));
      if (result.ok && result.value.losses.length === 0) {
        expect(result.value.program.files[0]?.content).toBe('counter += 1\n'.repeat(50));
      } else told += 1;
    }
    expect(told).toBeGreaterThan(payload.length * 0.9);
  });

  it('is made harmless before anybody sees it', () => {
    const { program } = read(
      `1${pack(
        JSON.stringify({
          format: 'interleave-program',
          version: 1,
          title: `bad\u202e${'x'.repeat(500)}`,
          entry: '../../etc/passwd',
          from: { lesson: 5 },
          startMethod: 'forkserver',
          files: [{ path: '../../etc/passwd', content: 'a\r\nb' }, { path: 'x', content: 5 }, null],
          recording: 'no recording',
          more: '<script>',
        }),
      )}`,
    );
    expect(program.files).toEqual([{ path: program.entry, content: 'a\nb' }]);
    expect(program.entry).not.toMatch(/\.\.|^\//);
    expect(program.title.length).toBeLessThanOrEqual(60);
    expect(program.title).not.toContain('\u202e');
    expect(program).toMatchObject({ language: 'python', from: null, startMethod: null });
    expect(Object.keys(program)).not.toContain('more');
  });

  it('of a newer version is refused with the reason', () => {
    expect(readSharedPayload(`2${sharedPayload(SIMPLE).slice(1)}`)).toEqual({
      ok: false,
      error: expect.stringContaining('newer Interleave') as string,
    });
  });

  it('that is too much is refused, or cut with a word', () => {
    expect(readSharedPayload(`1${pack(' '.repeat(MOST_SHARED_BYTES + 1))}`)).toEqual({
      ok: false,
      error: 'What this link holds is too large to be a program.',
    });
    const long = read(sharedPayload({ ...SIMPLE, files: [{ path: 'main.py', content: 'x'.repeat(1_000_001) }] }));
    expect(long.program.files[0]?.content.length).toBe(1_000_000);
    expect(long.losses).toEqual(['It is longer than a program may be, and its end is left out.']);
  });

  it('is refused in a sentence, never thrown, whatever somebody sends', () => {
    const garbage = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.stringMatching(/^1[0-9a-f]{8}[\w-]{0,400}$/),
      fc.jsonValue().map((value) => `1${pack(JSON.stringify(value))}`),
      fc
        .dictionary(
          fc.constantFrom('language', 'title', 'entry', 'from', 'startMethod', 'files', 'recording'),
          fc.jsonValue(),
        )
        .map((some) => `1${pack(JSON.stringify({ format: 'interleave-program', version: 1, ...some }))}`),
    );
    fc.assert(
      fc.property(garbage, (payload) => {
        const result = readSharedPayload(payload);
        if (result.ok) expect(result.value.program.files.length).toBeGreaterThan(0);
        else expect(result.error).toMatch(/^[A-Z][^.]*\.( [A-Z][^.]*\.)?$/);
        const file = readSharedFile(payload);
        expect(file.ok || file.error.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
