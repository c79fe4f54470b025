/**
 * A kitchen's shift, minute by minute: the picture of concurrency and parallelism that the lessons begin with. A model, and
 * a plain one: nobody gets tired, a hand-over costs nothing, and there are always enough knives and pots.
 *
 * A dish is chopped, which takes a cook, and simmers then, which takes nobody. Dishes are begun in their order, each by the cook
 * who is free first (of several, the first in the row). A cook who `watches` stands at the pot until the dish is done: that is
 * one thing after another. One who does not goes on to the next dish: with one cook that is concurrency, and two cooks who chop at
 * the same minute are parallelism.
 */
export interface Dish {
  readonly chop: number;
  readonly simmer: number;
}

export interface Arrangement {
  /** At least one. */
  readonly cooks: number;
  readonly watch: boolean;
}

/** From minute `from` up to, and not including, minute `to`. */
export interface Span {
  readonly kind: 'chop' | 'simmer';
  readonly dish: number;
  /** Who chops, or who stands at the pot; null for a pot that nobody watches. */
  readonly cook: number | null;
  readonly from: number;
  readonly to: number;
}

export interface Shift {
  readonly arrangement: Arrangement;
  readonly dishes: readonly Dish[];
  readonly spans: readonly Span[];
  /** When the last dish is done. */
  readonly minutes: number;
}

export function planShift(dishes: readonly Dish[], arrangement: Arrangement): Shift {
  const free = Array.from({ length: arrangement.cooks }, () => 0);
  const spans: Span[] = [];
  for (const [dish, { chop, simmer }] of dishes.entries()) {
    const from = Math.min(...free);
    const cook = free.indexOf(from);
    const chopped = from + chop;
    const done = chopped + simmer;
    spans.push({ kind: 'chop', dish, cook, from, to: chopped });
    spans.push({ kind: 'simmer', dish, cook: arrangement.watch ? cook : null, from: chopped, to: done });
    free[cook] = arrangement.watch ? done : chopped;
  }
  return { arrangement, dishes, spans, minutes: Math.max(0, ...spans.map(({ to }) => to)) };
}

/** What goes on during the minute that begins at `minute`. */
export const spansAt = (shift: Shift, minute: number): readonly Span[] =>
  shift.spans.filter(({ from, to }) => from <= minute && minute < to);

/** The next minute after `minute` at which something begins or ends; the shift's end at the latest. */
export function nextChange(shift: Shift, minute: number): number {
  const later = shift.spans.flatMap(({ from, to }) => [from, to]).filter((at) => at > minute);
  return Math.min(shift.minutes, ...later);
}
