import type { MemoryReading, RaceResult } from '../../measure/race';
import { formatTimes } from '../../measure/words';
import { formatBytes } from '../../trace/format';
import { ChartFigure, type ChartTable } from './figure';
import { lookOf } from './looks';
import { StackPicture } from './stack-chart';

const SOURCES: Readonly<Record<MemoryReading['source'], { readonly words: string; readonly short: string }>> = {
  'wasm-memory': {
    short: 'WebAssembly memory',
    words:
      'Counted are the WebAssembly memories of the interpreters, which grow and never shrink: what the browser needs beside them is not in it.',
  },
  'measure-user-agent-specific-memory': {
    short: 'the browser’s own estimate',
    words: 'The browser’s own estimate of what its pages and workers hold (measureUserAgentSpecificMemory).',
  },
};

interface Held {
  readonly id: string;
  readonly title: string;
  readonly variant: string;
  readonly reading: MemoryReading;
}

/** How much memory each contestant needed, as far as the browser can tell; nothing where nobody asked it. */
export function MemoryFigure({ result, fileName }: { readonly result: RaceResult; readonly fileName: string }) {
  const all = held(result);
  if (all.length === 0) return null;
  return (
    <ChartFigure
      title="How much memory?"
      sentences={memorySentences(all)}
      table={memoryTable(result.title, all)}
      fileName={`${fileName}-memory`}
      picture={({ width, unit, label }) => (
        <StackPicture
          // A part for each contestant, so that each has its own colour.
          parts={all.map(({ id, title, variant }) => ({
            key: id,
            title,
            colour: lookOf(variant).colour,
            pattern: 'rising',
          }))}
          rows={all.map(({ id, title, reading }) => ({
            id,
            title,
            note: `${formatBytes(reading.bytes)}, ${reading.of}`,
            values: { [id]: reading.bytes },
          }))}
          tick={(bytes) => (bytes === 0 ? '0' : formatBytes(bytes))}
          words={formatBytes}
          width={width}
          unit={unit}
          label={label}
        />
      )}
    />
  );
}

function held(result: RaceResult): readonly Held[] {
  return result.contestants.flatMap(({ id, title, variant }) => {
    const reading = result.trials.findLast((trial) => trial.contestant === id && trial.memory !== null)?.memory;
    return reading == null ? [] : [{ id, title, variant, reading }];
  });
}

function memorySentences(all: readonly Held[]): readonly string[] {
  const [first] = all;
  const most = all.reduce((a, b) => (b.reading.bytes > a.reading.bytes ? b : a));
  const factor = first === undefined ? 1 : most.reading.bytes / first.reading.bytes;
  const compared =
    first === undefined || most === first || factor < 1.1
      ? `All need about the same: ${formatBytes(most.reading.bytes)} at most.`
      : `${most.title} needs ${formatTimes(factor)} times as much memory as ${first.title}: ${formatBytes(most.reading.bytes)} in ${most.reading.of}.`;
  const sources = [...new Set(all.map(({ reading }) => reading.source))];
  return [compared, ...sources.map((source) => SOURCES[source].words)];
}

function memoryTable(title: string, all: readonly Held[]): ChartTable {
  return {
    caption: `${title}: memory`,
    columns: ['Contestant', 'Bytes', 'Of', 'Source'],
    rows: all.map((one) => [one.title, String(one.reading.bytes), one.reading.of, SOURCES[one.reading.source].short]),
  };
}
