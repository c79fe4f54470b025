import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextChange, planShift, spansAt, type Shift, type Span } from './kitchen-model';

const minutes = fc.integer({ min: 1, max: 30 });
const dishes = fc.array(fc.record({ chop: minutes, simmer: minutes }), { minLength: 1, maxLength: 8 });
const arrangement = fc.record({ cooks: fc.integer({ min: 1, max: 5 }), watch: fc.boolean() });
const shifts = fc.tuple(dishes, arrangement).map(([wanted, how]) => planShift(wanted, how));

const overlap = (a: Span, b: Span) => a.from < b.to && b.from < a.to;
const holds = (claim: (shift: Shift) => void) => fc.assert(fc.property(shifts, claim));
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

describe('a shift in the kitchen', () => {
  it('lets no cook do two things at once', () => {
    holds(({ spans }) => {
      for (const [i, a] of spans.entries()) {
        for (const b of spans.slice(i + 1)) expect(a.cook !== null && a.cook === b.cook && overlap(a, b)).toBe(false);
      }
    });
  });

  it('chops each dish once and then simmers it once, for as long as it takes, never both at once', () => {
    holds(({ spans, dishes: wanted }) => {
      expect(spans.length).toBe(2 * wanted.length);
      for (const [dish, { chop, simmer }] of wanted.entries()) {
        const [first, second] = spans.filter((span) => span.dish === dish);
        expect([first?.kind, second?.kind]).toEqual(['chop', 'simmer']);
        expect((first?.to ?? 0) - (first?.from ?? 0)).toBe(chop);
        expect((second?.to ?? 0) - (second?.from ?? 0)).toBe(simmer);
        expect(first?.to).toBe(second?.from);
      }
    });
  });

  it('is never shorter than its longest dish, nor than its chopping shared out among the cooks', () => {
    holds(({ dishes: wanted, arrangement: { cooks }, minutes: length }) => {
      expect(length).toBeGreaterThanOrEqual(Math.max(...wanted.map(({ chop, simmer }) => chop + simmer)));
      expect(length).toBeGreaterThanOrEqual(sum(wanted.map(({ chop }) => chop)) / cooks);
    });
  });

  it('takes one cook who watches every pot as long as all dishes one after another', () => {
    fc.assert(
      fc.property(dishes, (wanted) => {
        const { minutes: length } = planShift(wanted, { cooks: 1, watch: true });
        expect(length).toBe(sum(wanted.map(({ chop, simmer }) => chop + simmer)));
      }),
    );
  });

  it('is never longer with one cook more, nor when nobody watches the pots', () => {
    holds(({ dishes: wanted, arrangement: { cooks, watch }, minutes: length }) => {
      expect(planShift(wanted, { cooks: cooks + 1, watch }).minutes).toBeLessThanOrEqual(length);
      expect(planShift(wanted, { cooks, watch: false }).minutes).toBeLessThanOrEqual(length);
    });
  });

  it('leaves no cook idle while a dish has not been begun', () => {
    holds((shift) => {
      const last = Math.max(...shift.spans.filter(({ kind }) => kind === 'chop').map(({ from }) => from));
      for (let minute = 0; minute < last; minute += 1) {
        const busy = new Set(spansAt(shift, minute).flatMap(({ cook }) => (cook === null ? [] : [cook])));
        expect(busy.size).toBe(shift.arrangement.cooks);
      }
    });
  });

  it('comes to its end change by change, and nothing changes in between', () => {
    holds((shift) => {
      let at = 0;
      while (at < shift.minutes) {
        const next = nextChange(shift, at);
        expect(next).toBeGreaterThan(at);
        for (let minute = at; minute < next; minute += 1) expect(spansAt(shift, minute)).toEqual(spansAt(shift, at));
        at = next;
      }
      expect(spansAt(shift, at)).toEqual([]);
    });
  });

  it('shows what the lesson says: pots share a cook, knives do not', () => {
    const four = (chop: number, simmer: number) => Array.from({ length: 4 }, () => ({ chop, simmer }));
    const length = (chop: number, simmer: number, cooks: number, watch: boolean) =>
      planShift(four(chop, simmer), { cooks, watch }).minutes;
    expect([length(2, 9, 1, true), length(2, 9, 1, false), length(2, 9, 4, false)]).toEqual([44, 17, 11]);
    expect([length(9, 2, 1, true), length(9, 2, 1, false), length(9, 2, 4, false)]).toEqual([44, 38, 11]);
  });
});
