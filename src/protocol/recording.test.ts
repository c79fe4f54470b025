import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceBuilder } from '../trace/builder';
import { blockedLoop, gilTurns, processPool } from '../trace/samples';
import { summary as anySummary } from './arbitraries';
import { loadRecording, saveRecording, sourcesHash, type RecordingAbout } from './recording';

const ABOUT: RecordingAbout = {
  lesson: '01-x',
  program: 'p',
  recordedOn: '2026-11-21',
  engine: 'Chromium 156',
  cores: 2,
  isolation: 'isolated',
  sources: sourcesHash([{ path: 'p.py', content: 'print(1)\n' }]),
  lockEvents: 200_000,
};
const SUMMARY = { outcome: { kind: 'finished', exitCode: 0 }, wallMs: 20 } as const;
const OUTPUT = [{ stream: 'stdout', text: 'eins\nzwei: ☃ 𝄞\n', t: 1, actor: 1 }] as const;
const saved = () => saveRecording(ABOUT, SUMMARY, gilTurns(), OUTPUT);
const errorOf = async (text: string) => {
  const loaded = await loadRecording(text);
  return loaded.ok ? 'no error' : loaded.error;
};
const changed = async (change: object) =>
  errorOf(JSON.stringify({ ...(JSON.parse(await saved()) as object), ...change }));

describe('a recorded run as a file', () => {
  it('holds all that was recorded, whatever the outcome and the trace', async () => {
    await fc.assert(
      fc.asyncProperty(anySummary, fc.constantFrom(gilTurns, processPool, blockedLoop), async (summary, make) => {
        const trace = make();
        const loaded = await loadRecording(await saveRecording(ABOUT, summary, trace, OUTPUT));
        if (!loaded.ok) throw new Error(loaded.error);
        expect(loaded.value.about).toEqual(ABOUT);
        expect(loaded.value.summary).toEqual(JSON.parse(JSON.stringify(summary)));
        expect(loaded.value.output).toEqual(OUTPUT);
        expect(loaded.value.trace.length).toBe(trace.length);
        expect(Array.from({ length: trace.length }, (_, i) => loaded.value.trace.at(i))).toEqual(
          Array.from({ length: trace.length }, (_, i) => trace.at(i)),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('says in a sentence what is wrong with a file that is no recording', async () => {
    expect(await errorOf('')).toBe('The recording is damaged: it is not JSON.');
    expect(await errorOf('null')).toMatch(/^The recording is damaged/);
    expect(await errorOf('[]')).toMatch(/^The recording is damaged/);
    expect(await changed({ version: 2 })).toBe('The recording has version 2, and this Interleave reads version 1.');
    expect(await changed({ cores: 0 })).toBe('The recording is damaged at "cores".');
    expect(await changed({ recordedOn: '2026-13-41' })).toBe('The recording is damaged at "recordedOn".');
    expect(await changed({ summary: { outcome: { kind: 'won' }, wallMs: 1 } })).toMatch(/damaged at "summary/);
    expect(await changed({ extra: 1 })).toBe('The recording is damaged at "extra".');
    expect(await changed({ trace: '%%%' })).toBe('The recording is damaged: its trace cannot be unpacked.');
    expect(await changed({ trace: btoa('no zlib') })).toBe('The recording is damaged: its trace cannot be unpacked.');
  });

  it('is refused wherever it was cut short or a sign of its trace was changed, or it still tells a story that can be', async () => {
    const text = await saved();
    const trace = (JSON.parse(text) as { trace: string }).trace;
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 3), async (end) => {
        expect((await loadRecording(text.slice(0, end))).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(trace.length - 1), fc.constantFrom('A', 'z', '/', '0'), async (at, sign) => {
        const text = `${trace.slice(0, at)}${sign}${trace.slice(at + 1)}`;
        // Never an exception, whatever comes out.
        expect(typeof (await changed({ trace: text }))).toBe('string');
      }),
      { numRuns: 100 },
    );
  });

  it('does not unpack more than a page can bear', async () => {
    const stream = new Blob([new Uint8Array(64_000_000)]).stream().pipeThrough(new CompressionStream('deflate'));
    const bomb = Buffer.from(await new Response(stream).arrayBuffer()).toString('base64');
    expect(bomb.length).toBeLessThan(200_000);
    expect(await changed({ trace: bomb })).toBe('The recording is damaged: its trace cannot be unpacked.');
  });

  it('is refused when its trace is one of a run that had not ended', async () => {
    const builder = new TraceBuilder();
    for (let i = 0; i < gilTurns().length; i++) builder.add(gilTurns().at(i));
    expect(await errorOf(await saveRecording(ABOUT, SUMMARY, builder.snapshot(), []))).toBe(
      'The recording is damaged: its trace stops before the end of the run.',
    );
  });
});

describe('the hash of a program’s sources', () => {
  const a = { path: 'a.ts', content: 'x\ny\n' };
  const b = { path: 'b.ts', content: 'z\n' };

  it('is the same in any order and with any line ends, and another one for other paths or texts', () => {
    const hash = sourcesHash([a, b]);
    expect(sourcesHash([b, a])).toBe(hash);
    expect(sourcesHash([{ ...a, content: 'x\r\ny\r\n' }, b])).toBe(hash);
    expect(sourcesHash([a])).not.toBe(hash);
    expect(sourcesHash([{ ...a, content: 'x\ny' }, b])).not.toBe(hash);
    expect(sourcesHash([{ ...a, path: 'c.ts' }, b])).not.toBe(hash);
  });
});
