import { describe, expect, it } from 'vitest';
import { exportTrace } from '../trace/chrome-trace';
import { actorId } from '../trace/ids';
import { lockContention } from '../trace/samples';
import { threeFetches } from '../trace/testing/viztracer';
import { createBusy } from './busy';
import { OutputLog } from './output-log';
import {
  createTraceFiles,
  readTrace,
  receiveTrace,
  savedOutputOf,
  sendTrace,
  textOf,
  type TraceReader,
} from './trace-file';

const busy = () => createBusy({ setTimeout: () => 0, clearTimeout: () => undefined });
const fileOf = (content: BlobPart, name = 'a.json') => new File([content], name);

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** Reads on the thread of the test. */
const here: TraceReader = (file, _, onProgress) => readTrace(file, onProgress);

describe('a trace file', () => {
  it('is opened, whether it is packed or not, and whoever wrote it', async () => {
    const files = createTraceFiles(busy(), here);
    await files.open(fileOf(exportTrace(lockContention())));
    expect(files.store.getState()).toMatchObject({ phase: 'open', name: 'a.json', opened: { imported: null } });
    await files.open(fileOf(await gzip(JSON.stringify(threeFetches())), 'b.json.gz'));
    expect(files.store.getState()).toMatchObject({
      phase: 'open',
      name: 'b.json.gz',
      opened: { imported: { calls: 14 } },
    });
    files.close();
    expect(files.store.getState()).toEqual({ phase: 'none' });
  });

  it('is refused with one sentence, and the next one can be opened', async () => {
    const files = createTraceFiles(busy(), here);
    await files.open(fileOf('not JSON'));
    expect(files.store.getState()).toMatchObject({
      phase: 'refused',
      problem: expect.stringContaining('not JSON') as string,
    });
    await files.open(fileOf(exportTrace(lockContention())));
    expect(files.store.getState().phase).toBe('open');
  });

  it('that is opened while another one is being read is the one that is shown', async () => {
    const files = createTraceFiles(busy(), here);
    const first = files.open(fileOf(exportTrace(lockContention()), 'first.json'));
    const second = files.open(fileOf(JSON.stringify(threeFetches()), 'second.json'));
    await Promise.all([first, second]);
    expect(files.store.getState()).toMatchObject({ phase: 'open', name: 'second.json' });
  });

  it('that is given up is not shown when it comes after all, and its reader hears of it', async () => {
    const heard: boolean[] = [];
    let goOn = (): void => undefined;
    const reader: TraceReader = async (file, signal, onProgress) => {
      onProgress('half of it');
      await new Promise<void>((resolve) => (goOn = resolve));
      heard.push(signal.aborted);
      onProgress('all of it');
      return readTrace(file);
    };
    const files = createTraceFiles(busy(), reader);
    const opening = files.open(fileOf(exportTrace(lockContention())));
    expect(files.store.getState()).toEqual({ phase: 'opening', name: 'a.json', progress: 'half of it' });
    files.close();
    goOn();
    await opening;
    expect(heard).toEqual([true]);
    expect(files.store.getState()).toEqual({ phase: 'none' });
  });

  it('is the same trace after its way from one thread to another, whoever wrote it', async () => {
    for (const content of [exportTrace(lockContention()), JSON.stringify(threeFetches())]) {
      const read = await readTrace(fileOf(content));
      if (!read.ok) throw new Error(read.error);
      const received = receiveTrace(structuredClone(sendTrace(read.value)));
      if (!received.ok) throw new Error(received.error);
      const { trace, output, imported } = received.value;
      expect({ output, imported }).toEqual({ output: read.value.output, imported: read.value.imported });
      expect(trace.actors).toEqual(read.value.trace.actors);
      expect(trace.end).toBe(read.value.trace.end);
      expect(Array.from({ length: trace.length }, (_, i) => trace.at(i))).toEqual(
        Array.from({ length: trace.length }, (_, i) => read.value.trace.at(i)),
      );
    }
  });

  it('says what is wrong with bytes that are no text, that are cut off, too many, or badly packed', async () => {
    const packed = await gzip('{"traceEvents":[]}');
    const results = await Promise.all([
      textOf(new Blob([new Uint8Array([0x0a, 0xff, 0xfe, 0x00])])),
      textOf(new Blob([new Uint8Array([0x7b, 0xe2, 0x82])])),
      textOf(new Blob(['x'.repeat(50)]), 40),
      textOf(new Blob([await gzip('x'.repeat(5000))]), 1000),
      textOf(new Blob([packed.slice(0, -9)])),
    ]);
    expect(results.map((result) => (result.ok ? 'opened' : result.error))).toEqual([
      'This file is not a trace that can be opened here: it is not text. Traces in JSON can be opened.',
      'This file is cut off: its last character is not whole.',
      'This file is too large: up to 0 MB of text can be opened. Record less of the run, or a shorter one.',
      'This file is too large: up to 0 MB of text can be opened. Record less of the run, or a shorter one.',
      'This file is packed with gzip, and damaged: it could not be unpacked.',
    ]);
  });
});

describe('the output that is saved with a trace', () => {
  it('is what was written, by whom, and when the trace says', () => {
    const trace = lockContention();
    const log = new OutputLog();
    log.append([
      { stream: 'stdout', text: 'a sum\n\nof 24 chars', actor: 7 },
      { stream: 'notice', text: 'cut', actor: -1 },
    ]);
    const saved = savedOutputOf(trace, log.snapshot(), new Map([[7, actorId(1)]]));
    expect(saved.map(({ text }) => text).join('')).toBe('a sum\n\nof 24 chars\ncut');
    expect(saved[0]).toMatchObject({ stream: 'stdout', actor: 1, t: 8.1 });
    expect(saved.at(-1)).toMatchObject({ stream: 'notice', actor: -1 });
  });
});
