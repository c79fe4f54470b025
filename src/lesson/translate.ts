/**
 * A lesson in another language: `lesson.de.md` beside `lesson.md`. It has words only: programs, checks, hosts, races and what is right come
 * from `lesson.md`, and so do the ids, under which a learner's answers are kept in every language. What a translation lacks is shown in
 * English, and said to be (`untranslated`); what it has too much is a problem.
 */
import * as v from 'valibot';
import { parse } from 'yaml';
import { LOCALES, type Locale } from '../texts/locale';
import type { Block, Exercise, Lesson, Race, Step } from './lesson';
import { parseMarkdown, readMarkdown, type Context } from './markdown';
import { listOf, type Problem } from './problem';
import { TranslationSchema, type Translation } from './schema';

/** What a lesson can be translated into. */
export type Other = Exclude<Locale, 'en'>;

export const OTHERS: readonly Other[] = LOCALES.filter((locale) => locale !== 'en');

export const translationFile = (locale: Other): string => `lesson.${locale}.md`;

export interface Translated {
  /** Null when there are problems. */
  readonly lesson: Lesson | null;
  readonly problems: readonly Problem[];
}

type Surroundings = Omit<Context, 'file' | 'named'>;

export function translateLesson(lesson: Lesson, locale: Other, source: string, surroundings: Surroundings): Translated {
  const file = translationFile(locale);
  const problems: Problem[] = [];
  const complain = (line: number, message: string) => void problems.push({ file, line, message });
  const lineOf = (pattern: RegExp): number =>
    Math.max(1, source.split('\n').findIndex((line) => pattern.test(line)) + 1);
  const lineOfId = (id: string): number => lineOf(new RegExp(`\\{#${id}[ }]`));

  const tree = parseMarkdown(source);
  const yaml = tree.children[0];
  if (yaml?.type !== 'yaml') {
    complain(1, `${file} must begin with its front matter between two lines ---`);
    return { lesson: null, problems };
  }
  const told = readFront(yaml.value, (key, message) =>
    complain(key === '' ? 1 : lineOf(new RegExp(`^ *${key}:`)), message),
  );
  const prose = readMarkdown(tree, source, { ...surroundings, exerciseIds: null, file, named: true });
  problems.push(...prose.problems);
  if (told === null || problems.length > 0) return { lesson: null, problems };

  for (const { id } of prose.steps)
    if (!lesson.steps.some((step) => step.id === id))
      complain(
        lineOfId(id),
        `lesson.md has no step "${id}"; there are ${listOf(
          lesson.steps.map((step) => step.id),
          'and',
        )}`,
      );
  const steps = lesson.steps.map((step): Step => {
    const words = prose.steps.find(({ id }) => id === step.id);
    return words === undefined ? { ...step, untranslated: true } : mergeStep(step, words, lineOfId, complain);
  });

  const named = (key: 'checks' | 'races', known: readonly string[]) => {
    for (const id of Object.keys(told[key] ?? {}))
      if (!known.includes(id))
        complain(lineOf(new RegExp(`^ +${id}:`)), `\`${key}\` names "${id}", which lesson.md does not have`);
  };
  named(
    'checks',
    (lesson.exercises ?? []).map(({ id }) => id),
  );
  named(
    'races',
    (lesson.races ?? []).map(({ id }) => id),
  );
  const exercises = lesson.exercises?.map((exercise): Exercise => {
    const says = told.checks?.[exercise.id];
    if (says === undefined) return exercise;
    if (says.length !== exercise.checks.length)
      complain(
        lineOf(new RegExp(`^ +${exercise.id}:`)),
        `\`checks.${exercise.id}\` has ${says.length} sentences; the exercise has ${exercise.checks.length} checks`,
      );
    return { ...exercise, checks: exercise.checks.map((check, i) => ({ ...check, says: says[i] ?? check.says })) };
  });
  const races = lesson.races?.map((race): Race => ({ ...race, title: told.races?.[race.id] ?? race.title }));
  if (problems.length > 0) return { lesson: null, problems };
  return {
    lesson: {
      ...lesson,
      locale,
      title: told.title,
      question: told.question,
      steps,
      ...(exercises === undefined ? {} : { exercises }),
      ...(races === undefined ? {} : { races }),
    },
    problems,
  };
}

function readFront(text: string, complain: (key: string, message: string) => void): Translation | null {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    complain(
      '',
      `the front matter is not YAML: ${(error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''}`,
    );
    return null;
  }
  const parsed = v.safeParse(TranslationSchema, value);
  if (parsed.success) return parsed.output;
  for (const issue of parsed.issues) {
    const path = (issue.path ?? []).map(({ key }) => String(key));
    complain(path.at(-1) ?? '', `\`${path.join('.') || 'front matter'}\`: ${issue.message}`);
  }
  return null;
}

/** What tells a block from the others of its step in any language; null for prose. */
function keyed(blocks: readonly Block[]): readonly { readonly block: Block; readonly key: string | null }[] {
  const seen = new Map<string, number>();
  return blocks.map((block) => {
    if (block.kind === 'prose') return { block, key: null };
    const name =
      'id' in block ? block.id : block.kind === 'program' ? block.program : block.kind === 'race' ? block.race : '';
    const base = `${block.kind} ${name}`.trim();
    const nth = (seen.get(base) ?? 0) + 1;
    seen.set(base, nth);
    return { block, key: nth === 1 ? base : `${base} (${nth})` };
  });
}

function mergeStep(
  step: Step,
  words: Step,
  lineOfId: (id: string) => number,
  complain: (line: number, message: string) => void,
): Step {
  const originals = keyed(step.blocks).filter(({ key }) => key !== null);
  const merged: { readonly block: Block; readonly key: string | null }[] = [];
  for (const { block, key } of keyed(words.blocks)) {
    const original = originals.find((each) => each.key === key)?.block;
    const line = lineOfId('id' in block ? block.id : words.id);
    if (key !== null && original === undefined)
      complain(line, `the step "${step.id}" of lesson.md has no ${key}: a translation adds nothing`);
    else merged.push({ key, block: original === undefined ? block : mergeBlock(original, block, line, complain) });
  }
  originals.forEach(({ block, key }, i) => {
    if (merged.some((each) => each.key === key)) return;
    const before = originals[i - 1]?.key;
    const at = before === undefined ? -1 : merged.findIndex((each) => each.key === before);
    merged.splice(at === -1 ? merged.length : at + 1, 0, { key, block: { ...block, untranslated: true } });
  });
  return { id: step.id, title: words.title, blocks: merged.map(({ block }) => block) };
}

/** The original, with the words of the translation. */
function mergeBlock(
  original: Block,
  words: Block,
  line: number,
  complain: (line: number, message: string) => void,
): Block {
  if ((original.kind === 'predict' || original.kind === 'quiz') && words.kind === original.kind) {
    const right = (block: typeof original) => block.choices.findIndex(({ id }) => id === block.answer);
    if (words.choices.length !== original.choices.length)
      complain(
        line,
        `"${original.id}" has ${words.choices.length} choices, and in lesson.md ${original.choices.length}`,
      );
    else if (right(words) !== right(original))
      complain(line, `"${original.id}" has its right choice at another place than in lesson.md`);
    return {
      ...original,
      question: words.question,
      explanation: words.explanation,
      choices: original.choices.map(({ id, html }, i) => ({ id, html: words.choices[i]?.html ?? html })),
    };
  }
  return words;
}
