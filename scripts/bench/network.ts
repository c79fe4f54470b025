/** The lab network and what tutorials do with it: requests a second, a thousand at once, and the pipeline of images. */
import { readFile } from 'node:fs/promises';
import { withLab, type Lab } from '../../authoring/browser';
import { DEFAULT_LIMITS, type RunRequest } from '../../src/runtimes/runtime';
import { figure, type Bench, type Figure } from './figure';

type Measured = readonly (readonly [name: string, unit: Figure['unit'], note: string])[];

async function measure(lab: Lab, file: string, latencyFactor: number): Promise<number[]> {
  const content = await readFile(new URL(`programs/${file}`, import.meta.url), 'utf8');
  const request: RunRequest = {
    language: 'python',
    entry: file,
    files: [{ path: file, content }],
    args: [],
    traced: false,
    startMethod: 'fork',
    prepareProcesses: true,
    seed: 1,
    network: { hosts: [], conditions: { latencyFactor, bandwidthFactor: 1, failureRate: 0 } },
    limits: { ...DEFAULT_LIMITS, timeoutMs: 240_000 },
  };
  const { summary, stdout, stderr } = await lab.run(request, { wantsTrace: false });
  if (summary.outcome.kind !== 'finished' || summary.outcome.exitCode !== 0) {
    throw new Error(`${file}: ${JSON.stringify(summary.outcome)} ${stderr}`);
  }
  return JSON.parse(stdout) as number[];
}

function bench(file: string, trials: number, latencyFactor: number, measured: Measured): Bench {
  return {
    names: measured.map(([name]) => name),
    run: () =>
      withLab(
        async (lab) => {
          await lab.settle('python');
          const rows: number[][] = [];
          for (let i = 0; i < trials; i++) rows.push(await measure(lab, file, latencyFactor));
          return measured.map(([name, unit, note], i) =>
            figure(
              name,
              unit,
              rows.map((row) => row[i] ?? NaN),
              note,
            ),
          );
        },
        { boot: 'python' },
      ),
  };
}

export const networkBenches: readonly Bench[] = [
  bench('network_clients.py', 5, 0, [
    ['network.urllib', 'items/s', 'requests a second, 16 threads, a connection each (no latency, as all five)'],
    ['network.requests', 'items/s', 'requests.Session, 16 threads, connections kept'],
    ['network.httpx', 'items/s', 'httpx.Client, the same'],
    ['network.aiohttp', 'items/s', 'aiohttp, 50 tasks on one loop, connections kept'],
    ['network.httpx.async', 'items/s', 'httpx.AsyncClient, the same'],
  ]),
  bench('network_thousand.py', 3, 1, [
    ['network.thousand', 's', '1,000 requests to /delay/1 by aiohttp, TCPConnector(limit=0)'],
    ['network.thousand.hundred', 's', 'the same with the default limit of 100 connections'],
  ]),
  bench('image_pipeline.py', 3, 1, [
    ['pipeline.alone', 's', 'twenty photographs of 2000x2000 made small, one after the other'],
    ['pipeline.threads', 's', 'the same by two threads'],
    ['pipeline.processes', 's', 'the same by two processes'],
    ['pipeline.ratio', 'ratio', 'threads over processes'],
  ]),
];
