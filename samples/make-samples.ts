/**
 * Writes the sample traces beside this file: `node --import tsx samples/make-samples.ts`. They are hand-written fixtures
 * (see `src/trace/samples.ts`), for the gallery and for trying "Open a trace" without a run; no program made them.
 */
import { writeFileSync } from 'node:fs';
import { exportTrace } from '../src/trace/chrome-trace';
import { sampleTraces } from '../src/trace/samples';

for (const { id, trace } of sampleTraces()) {
  const file = new URL(`${id}.trace.json`, import.meta.url);
  writeFileSync(file, `${exportTrace(trace)}\n`);
  console.log(`${id}.trace.json: ${trace.length} events`);
}
