/** What somebody may have meant by a word that is none of those that there are. Pure. */

/** How many letters have to be put in, left out, changed or swapped with their neighbour to make `b` of `a`. */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** The known word that is nearest to `word`, if it is near: a third of its letters may be wrong, and a beginning counts as near. */
export function nearest(word: string, known: readonly string[]): string | null {
  const typed = word.toLowerCase();
  let best: string | null = null;
  let least = Infinity;
  for (const each of known) {
    const far = distance(typed, each.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(typed.length, each.length) / 3));
    if (far <= allowed && far < least) [best, least] = [each, far];
  }
  return best ?? (typed.length >= 3 ? (known.find((each) => each.toLowerCase().startsWith(typed)) ?? null) : null);
}

/** `; did you mean "check"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === null ? '' : `; did you mean "${meant}"?`;
}
