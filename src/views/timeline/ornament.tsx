import styles from './timeline.module.css';

/** Before the first run: a piece of plain weave, and one sentence. */
export function Ornament({ text }: { text: string }) {
  const warps = [18, 42, 66, 90];
  const wefts = Array.from({ length: 13 }, (_, i) => 14 + i * 24);
  return (
    <div className={styles['empty']}>
      <svg viewBox="0 0 316 108" aria-hidden="true">
        {warps.map((y, row) => (
          <path key={y} d={`M0 ${y}H316`} stroke={`var(--strand-${row + 1})`} strokeWidth="6" opacity="0.32" />
        ))}
        {wefts.map((x, column) => (
          <g key={x}>
            {warps.map((y, row) => (
              // Over one strand and under the next: only the pieces that lie on top are drawn across it.
              <path
                key={y}
                d={
                  (row + column) % 2 === 0
                    ? `M${x} ${y - 12}V${y + 12}`
                    : `M${x} ${y - 12}V${y - 5}M${x} ${y + 5}V${y + 12}`
                }
                stroke="var(--gil-glow, var(--gil))"
                strokeWidth="3"
                opacity="0.5"
              />
            ))}
          </g>
        ))}
      </svg>
      <p>{text}</p>
    </div>
  );
}
