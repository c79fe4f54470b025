import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../src/runtimes/runtime';
import { reportOf } from './port-tests';

const FINISHED: RunSummary = { outcome: { kind: 'finished', exitCode: 0 }, wallMs: 1 };
const record = (value: unknown) => `\n\x1e${JSON.stringify(value)}\n`;
const passes = record({ began: 'a' }) + record({ ended: 'a', trouble: [], skipped: null });
const complete = record({ complete: true });

describe('the report on a file of port tests', () => {
  it('counts what passed, failed and was skipped, among whatever the tests print', () => {
    const stdout =
      'noise' +
      passes +
      'more noise without a line end' +
      record({ began: 'b' }) +
      record({ ended: 'b', trouble: ['Traceback: no', 'and again'], skipped: null }) +
      record({ began: 'c' }) +
      record({ ended: 'c', trouble: [], skipped: 'not here' }) +
      complete;
    expect(reportOf({ stdout, stderr: '', summary: FINISHED })).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      details: ['b\nTraceback: no\nand again'],
    });
  });

  it('keeps what passed before a deadlock, and names the test that it happened in', () => {
    const summary: RunSummary = {
      outcome: { kind: 'deadlocked', blocked: [], cycle: [], text: 'A waits for B' },
      wallMs: 1,
    };
    const report = reportOf({ stdout: passes + record({ began: 'b' }), stderr: 'last words\n', summary });
    expect(report).toMatchObject({ passed: 1, failed: 1 });
    expect(report.details).toEqual(['the run, in b, ended early: deadlocked A waits for B\nlast words']);
  });

  it('counts a run that says nothing as failed', () => {
    const summary: RunSummary = {
      outcome: { kind: 'platform-fault', reason: 'boot', message: 'no wasm', context: '' },
      wallMs: 0,
    };
    expect(reportOf({ stdout: '', stderr: '', summary })).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts a file without tests as failed', () => {
    expect(reportOf({ stdout: complete, stderr: '', summary: FINISHED })).toMatchObject({
      passed: 0,
      failed: 1,
      details: ['the file holds no tests'],
    });
  });
});
