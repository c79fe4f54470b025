export type PatternKind = 'solid' | 'rising' | 'falling' | 'crossed' | 'dots' | 'upright' | 'level' | 'empty';

interface PatternProps {
  readonly id: string;
  readonly kind: PatternKind;
  readonly colour: string;
  readonly unit: number;
}

/** Fills that are told from each other without any colour. */
export function PatternDefinition({ id, kind, colour, unit }: PatternProps) {
  const size = (kind === 'dots' ? 5 : 6) * unit;
  const stroke = { stroke: colour, strokeWidth: 1.6 * unit, fill: 'none' };
  return (
    <pattern id={id} width={size} height={size} patternUnits="userSpaceOnUse">
      {kind === 'solid' && <rect width={size} height={size} style={{ fill: colour }} />}
      {kind === 'dots' && <circle cx={size / 2} cy={size / 2} r={1.25 * unit} style={{ fill: colour }} />}
      {(kind === 'rising' || kind === 'crossed') && <path d={slanted(size, true)} style={stroke} />}
      {(kind === 'falling' || kind === 'crossed') && <path d={slanted(size, false)} style={stroke} />}
      {kind === 'upright' && <path d={`M${size / 2},0V${size}`} style={stroke} />}
      {kind === 'level' && <path d={`M0,${size / 2}H${size}`} style={stroke} />}
    </pattern>
  );
}

/** With the corners drawn again, so that tiles join without gaps. */
function slanted(size: number, rising: boolean): string {
  const e = size / 4;
  return rising
    ? `M${-e},${e}L${e},${-e}M0,${size}L${size},0M${size - e},${size + e}L${size + e},${size - e}`
    : `M${-e},${size - e}L${e},${size + e}M0,0L${size},${size}M${size - e},${-e}L${size + e},${e}`;
}
