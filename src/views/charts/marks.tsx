import { charts } from '../../texts/en/charts';
import { useId, type ReactNode } from 'react';
import { lookOf, looksOf, markPath } from './looks';
import { PatternDefinition } from './patterns';
import type { StackPart } from './stack-chart';
import styles from './charts.module.css';

interface RaceMarksProps {
  readonly trials: boolean;
  readonly warmUps: boolean;
  readonly disturbed: boolean;
  readonly prediction: boolean;
  readonly reference: boolean;
  /** Whose mark stands for all of them. */
  readonly variant: string;
}

/** What the marks mean: only those that occur. */
export function RaceMarks({ trials, warmUps, disturbed, prediction, reference, variant }: RaceMarksProps) {
  const { mark } = lookOf(variant);
  const solid = { fill: 'var(--soft)' };
  const hollow = { fill: 'none', stroke: 'var(--soft)', strokeWidth: 1.5 };
  const said = { fill: 'none', stroke: 'var(--accent)', strokeWidth: 1.75 };
  return (
    <ul className={styles['marks']} aria-label={charts.marks}>
      {trials && (
        <>
          <Entry label={charts.aTrial}>
            <path d={markPath(mark, 8, 8, 4.6)} style={solid} />
          </Entry>
          <Entry label={charts.medianMark}>
            <path d="M8,1.5V14.5" style={{ stroke: 'var(--ink)', strokeWidth: 2.25 }} />
          </Entry>
          <Entry label={charts.middleHalf}>
            <rect x={1} y={3} width={14} height={10} rx={2} style={{ fill: 'none', stroke: 'var(--soft)' }} />
            <path d="M3,12L11,4M7,12L14,5M2,8L6,4" style={{ stroke: 'var(--soft)' }} />
          </Entry>
        </>
      )}
      {warmUps && (
        <Entry label={charts.warmUpMark}>
          <path d={markPath(mark, 8, 8, 4.2)} style={hollow} />
        </Entry>
      )}
      {disturbed && (
        <Entry label={charts.disturbedMark}>
          <path d={markPath(mark, 8, 8, 4.2)} style={hollow} />
          <path d="M2,14L14,2" style={hollow} />
        </Entry>
      )}
      {prediction && (
        <Entry label={charts.yourPrediction}>
          <path d={markPath('diamond', 8, 8, 5)} style={said} />
        </Entry>
      )}
      {reference && (
        <Entry label={charts.referenceMark}>
          <path d="M3,4H13L8,13Z" style={said} />
        </Entry>
      )}
    </ul>
  );
}

interface CurveMarksProps {
  readonly variant: string;
  readonly amdahl: boolean;
  readonly usl: boolean;
}

export function CurveMarks({ variant, amdahl, usl }: CurveMarksProps) {
  const { mark, colour } = lookOf(variant);
  const ink = { fill: 'none', stroke: 'var(--ink)', strokeWidth: 1.5 };
  return (
    <ul className={styles['marks']} aria-label={charts.marksAndLines}>
      <Entry label={charts.medianInterval}>
        <path d="M8,1V15M5,1H11M5,15H11" style={{ stroke: colour, strokeWidth: 1.5 }} />
        <path d={markPath(mark, 8, 8, 4.6)} style={{ fill: colour }} />
      </Entry>
      <Entry label={charts.aTrial}>
        <path d={markPath(mark, 8, 8, 3.4)} style={{ fill: 'none', stroke: colour, strokeWidth: 1.2 }} />
      </Entry>
      <Entry label={charts.ideal}>
        <path
          d="M0,15L16,1"
          style={{ fill: 'none', stroke: 'var(--edge)', strokeWidth: 1.5, strokeDasharray: '5 3' }}
        />
      </Entry>
      {amdahl && (
        <Entry label={charts.amdahl}>
          <path d="M0,14Q6,4 16,3" style={ink} />
        </Entry>
      )}
      {usl && (
        <Entry label={charts.usl}>
          <path d="M0,14Q8,-4 16,8" style={{ ...ink, strokeDasharray: '2 2.5' }} />
        </Entry>
      )}
    </ul>
  );
}

/** Both lines are named in the picture: what is explained is what they consist of. */
export function WorthMarks({
  variants,
  crossing,
}: {
  readonly variants: readonly string[];
  readonly crossing: boolean;
}) {
  const looks = looksOf(variants);
  const [first] = looks;
  return (
    <ul className={styles['marks']} aria-label={charts.marks}>
      {first !== undefined && (
        <>
          <Entry label={charts.medianMark}>
            <path d={markPath(first.mark, 8, 8, 5)} style={{ fill: first.colour }} />
          </Entry>
          <Entry label={charts.aTrial}>
            <path
              d={markPath(first.mark, 8, 8, 3.4)}
              style={{ fill: 'none', stroke: first.colour, strokeWidth: 1.2 }}
            />
          </Entry>
        </>
      )}
      {crossing && (
        <Entry label={charts.breakEven}>
          <path d="M2,14L7,1M6,15L10,5M10,15L14,5" style={{ stroke: 'var(--edge)' }} />
          <path d="M8,0V16" style={{ stroke: 'var(--ink)', strokeWidth: 1.5 }} />
        </Entry>
      )}
    </ul>
  );
}

/** The fills of a stack, each with its name. */
export function PartMarks({ parts }: { readonly parts: readonly StackPart[] }) {
  const patterns = useId();
  return (
    <ul className={styles['marks']} aria-label={charts.fills}>
      {parts.map((part) => (
        <Entry key={part.key} label={part.title}>
          <defs>
            <PatternDefinition id={`${patterns}-${part.key}`} kind={part.pattern} colour={part.colour} unit={1} />
          </defs>
          <rect
            x={1}
            y={2}
            width={14}
            height={12}
            style={{ fill: `url(#${patterns}-${part.key})`, stroke: part.colour }}
          />
        </Entry>
      ))}
    </ul>
  );
}

function Entry({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <li>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {children}
      </svg>
      {label}
    </li>
  );
}
