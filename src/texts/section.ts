/**
 * The interface's texts: one dictionary, in sections. A section is an object of strings, and of functions that take the values of a
 * sentence and give the sentence. English is written here and travels with the code that uses it, so that a lazy room's sentences are
 * lazy, too. Another language is one chunk, loaded before the first paint when it is wanted (`load.ts`), that speaks over all sections:
 * those that are there already, and those that come later.
 *
 * So a text has to be read when it is shown (`header.search`, inside a component or a function). A constant of a module that copies one
 * keeps the English.
 */
export type Section = Readonly<Record<string, string | ((...values: never[]) => string)>>;

/** A string for each string, and a sentence of the same values for each function, whatever the English of it says. */
export type Texts<S extends Section> = {
  readonly [K in keyof S]: S[K] extends (...values: infer V) => string ? (...values: V) => string : string;
};

const sections = new Map<string, { readonly texts: Section; readonly english: Section }>();
let spoken: Readonly<Record<string, Section | undefined>> = {};

/**
 * Makes the section of that name, once, out of its English. Its type is what a translation has to meet: a string for each string, a
 * sentence of the same values for each function.
 * @throws Error when another section has the name.
 */
export function section<S extends Section>(name: string, english: S): Texts<S>;
export function section(name: string, english: Section): Section {
  if (sections.has(name)) throw new Error(`there are two sections called "${name}"`);
  const texts: Section = Object.assign({ ...english }, spoken[name]);
  sections.set(name, { texts, english });
  return texts;
}

/** From now on all sections speak that language. */
export function speak(language: Readonly<Record<string, Section | undefined>>): void {
  spoken = language;
  for (const [name, { texts, english }] of sections) Object.assign(texts, english, language[name]);
}
