/** The product's mark: two strands that pass over and under each other. */
export function Mark({ size = 30 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={(size * 2) / 3}
      viewBox="0 0 30 20"
      fill="none"
      strokeWidth="3.4"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M2 5C9 5 9 15 15 15S22 5 28 5" stroke="var(--strand-1)" />
      <path d="M2 15C9 15 9 5 15 5" stroke="var(--strand-3)" />
      <path d="M18.6 6.4C21.5 9 21 15 28 15" stroke="var(--strand-3)" />
    </svg>
  );
}
