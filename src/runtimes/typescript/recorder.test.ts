import { describe, expect, it } from 'vitest';
import { EVENT, NONE, ROW_INTS } from '../../trace/codec';
import { Recorder, THREAD } from './recorder';
import type { OutputChunk } from '../runtime';

function make(budget = 10, traced = true) {
  const kinds: number[] = [];
  const chunks: OutputChunk[] = [];
  const clock = { now: 0 };
  const batches: Int32Array[] = [];
  const recorder = new Recorder(
    {
      now: () => clock.now,
      traced,
      budget,
      outputChars: 1_000,
      sendTrace: (rows) => {
        batches.push(rows);
        for (let at = 0; at < rows.length; at += ROW_INTS) kinds.push((rows[at] as number) & 0xff);
      },
      sendOutput: (more) => void chunks.push(...more),
    },
    () => THREAD,
  );
  return { recorder, kinds, chunks, clock, batches };
}

describe('what a thread tells', () => {
  it('is sent in batches, one in 50 ms', () => {
    const { recorder, clock, batches } = make();
    for (let i = 0; i < 100; i++) {
      clock.now = i;
      recorder.running(THREAD, 'x', NONE);
      recorder.beat();
    }
    expect(batches).toHaveLength(1);
    clock.now = 100;
    recorder.beat();
    expect(batches).toHaveLength(2);
  });

  it('has a budget, and counts what it does not list, for each resource and for steps', () => {
    const { recorder, kinds, batches } = make(2);
    expect([recorder.spend(), recorder.spend(), recorder.spend(), recorder.spend()]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const lock = recorder.newResource('lock', 'a', false);
    for (let i = 0; i < 5; i++) recorder.omit(lock);
    recorder.omit(null);
    recorder.finish('returned');
    expect(kinds).toEqual([EVENT.resource, EVENT.omitted, EVENT.omitted, EVENT['actor-end']]);
    const rows = batches[0] ?? new Int32Array();
    const tally = [1, 2].map((i) => [...rows.slice(i * ROW_INTS, (i + 1) * ROW_INTS)]);
    expect(tally.map((row) => row[4])).toEqual([1, 5]);
  });

  it('is nothing when it is not traced', () => {
    const { recorder, batches, chunks } = make(10, false);
    expect(recorder.spend()).toBe(false);
    recorder.omit(null);
    recorder.say('stdout', 'heard');
    recorder.finish('returned');
    expect(batches).toEqual([]);
    expect(chunks.map(({ text }) => text)).toEqual(['heard']);
  });

  it('said rarely is sent at once, and said all the time in batches', () => {
    const { recorder, chunks } = make();
    recorder.say('stdout', 'a');
    expect(chunks).toHaveLength(1);
    for (let i = 0; i < 500; i++) recorder.say('stdout', 'b');
    expect(chunks.length).toBeLessThan(110);
    recorder.flush();
    expect(chunks.map(({ text }) => text).join('')).toBe(`a${'b'.repeat(500)}`);
  });

  it('is over when the thread has ended, whatever it goes on to do', () => {
    const { recorder, batches, chunks } = make();
    recorder.running(THREAD, 'x', NONE);
    recorder.finish('killed');
    const [told, said] = [batches.length, chunks.length];
    recorder.running(THREAD, 'late', NONE);
    recorder.say('stdout', 'late');
    recorder.flush();
    expect([batches.length, chunks.length]).toEqual([told, said]);
  });
});
