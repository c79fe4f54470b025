interface AxisTickProps {
  readonly unit: number;
  readonly width: number;
  readonly x?: number | string;
  readonly y?: number | string;
  readonly payload?: { readonly value: number };
  readonly tickFormatter?: (value: number, index: number) => string;
}

/** A tick's words, kept inside the picture at both ends. */
export function AxisTick({ unit, width, x, y, payload, tickFormatter }: AxisTickProps) {
  if (payload === undefined) return null;
  const words = tickFormatter?.(payload.value, 0) ?? String(payload.value);
  const at = Number(x);
  const reach = words.length * 3.7 * unit;
  const anchor = at - reach < 0 ? 'start' : at + reach > width ? 'end' : 'middle';
  return (
    <text
      x={anchor === 'start' ? Math.max(0, at) : anchor === 'end' ? Math.min(width, at + 4 * unit) : at}
      y={Number(y) + 10 * unit}
      style={{ fontSize: 13 * unit, fill: 'var(--soft)', textAnchor: anchor }}
    >
      {words}
    </text>
  );
}

/** A tick's words beside the picture. */
export function SideTick({ unit, x, y, payload, tickFormatter }: Omit<AxisTickProps, 'width'>) {
  if (payload === undefined) return null;
  return (
    <text
      x={Number(x)}
      y={Number(y) + 4.5 * unit}
      style={{ fontSize: 13 * unit, fill: 'var(--soft)', textAnchor: 'end' }}
    >
      {tickFormatter?.(payload.value, 0) ?? String(payload.value)}
    </text>
  );
}
