export interface FoundText {
  readonly path: string;
  readonly line: number;
  /** The text; `·` stands for each value in it. */
  readonly text: string;
}
/** What a module says outside of the dictionary. */
export function findTexts(path: string, content: string): FoundText[];
