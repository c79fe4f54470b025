import { charts } from '../../texts/en/charts';
import { memoryFigures, memoryTable } from '../../measure/export';
import { memoryNote, memoryOfRace, memorySentences } from '../../measure/memory';
import type { RaceResult } from '../../measure/race';
import { formatBytes } from '../../trace/format';
import { ChartFigure } from './figure';
import { lookOf } from './looks';
import { StackPicture } from './stack-chart';

/** How much memory each contestant held, as far as it is told; nothing where nobody was asked. */
export function MemoryFigure({ result, fileName }: { readonly result: RaceResult; readonly fileName: string }) {
  const all = memoryOfRace(result);
  if (all.length === 0) return null;
  return (
    <ChartFigure
      title={charts.howMuchMemory}
      sentences={memorySentences(all)}
      table={{ caption: charts.memoryCaption(result.title), ...memoryTable(result) }}
      figures={() => memoryFigures(result)}
      fileName={`${fileName}-memory`}
      picture={({ width, unit, label }) => (
        <StackPicture
          // A part for each contestant, so that each has its own colour.
          parts={all.map(({ contestant: { title, variant } }, i) => ({
            key: partOf(i),
            title,
            colour: lookOf(variant).colour,
            pattern: 'rising',
          }))}
          rows={all.map((one, i) => ({
            id: one.contestant.id,
            title: one.contestant.title,
            note: memoryNote(one),
            values: { [partOf(i)]: one.bytes },
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

/** Patterns are looked up by this: a contestant's own id may hold anything. */
const partOf = (i: number): string => `contestant-${i}`;
