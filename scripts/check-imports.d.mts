export interface Debt {
  readonly file: string;
  readonly imports: string;
  readonly why: string;
}
export declare const LAW: Readonly<Record<string, readonly string[]>>;
export declare function roomOf(path: string): string | undefined;
export declare function checkImports(
  files: Readonly<Record<string, string>>,
  debts?: readonly Debt[],
): { readonly breaches: readonly string[]; readonly debts: number };
