/** Traces by chance, for property tests: of one process and of several, of runs that ended and of runs that were cut short. */
import fc from 'fast-check';
import { TraceBuilder } from '../builder';
import { traceTime } from '../ids';
import type { SavedOutput } from '../json';
import { TraceMerger } from '../merger';
import type { Trace } from '../trace';
import { arrivals, processStory } from './processes';
import { randomStory } from './story';

export const anyTrace: fc.Arbitrary<Trace> = fc
  .tuple(fc.integer(), fc.nat(120), fc.boolean(), fc.boolean())
  .map(([seed, steps, finished, several]) => {
    const sink = several ? new TraceMerger() : new TraceBuilder();
    if (sink instanceof TraceMerger) for (const part of arrivals(processStory(seed, steps), seed)) sink.add(part);
    else for (const event of randomStory(seed, steps)) sink.add(event);
    return finished ? sink.finish(traceTime(1000)) : sink.snapshot();
  });

export const anyOutput: fc.Arbitrary<SavedOutput[]> = fc.array(
  fc.record<SavedOutput>({
    stream: fc.constantFrom('stdout', 'stderr', 'notice'),
    text: fc.string(),
    t: fc.double({ min: 0, max: 1e6, noNaN: true }).map((t) => t + 0),
    actor: fc.integer({ min: -1, max: 9 }),
  }),
  { maxLength: 4 },
);

export function eventsOf(trace: Trace): unknown[] {
  return Array.from({ length: trace.length }, (_, i) => trace.at(i));
}
