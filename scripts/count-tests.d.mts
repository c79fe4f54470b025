export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly skippedNames: readonly string[];
  readonly failures: readonly Failure[];
  /** Passed, but only at the second try. A report that tries once has none. */
  readonly unsteady?: readonly Failure[];
  /** The files that took longest, in descending order. */
  readonly slowest?: readonly { readonly name: string; readonly seconds: number }[];
}
interface Failure {
  readonly name: string;
  readonly message: string;
}
export declare const MOST_UNSTEADY: number;
export declare function countVitest(report: unknown): Counts;
export declare function countPlaywright(report: unknown): Counts;
export declare function countLastLine(output: string): Counts | null;
export declare function tally(ok: boolean, counted: Counts | null): Counts;
export declare function lastLine(counts: Omit<Counts, 'skippedNames' | 'failures' | 'unsteady' | 'slowest'>): string;
