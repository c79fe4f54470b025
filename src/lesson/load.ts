/**
 * Reads a lesson: {path -> text} of one folder in, a {@link Lesson} or a list of problems out. Runs when the site is built and in
 * the authors' command, never in the page (it would bring a Markdown parser and grammars along).
 *
 * All problems are found in one go, as far as one does not hide another: an author mends a lesson once, not ten times.
 */
import { parseHostDeclarations } from '../lab/parse-declarations';
import { parseFrontMatter, type ParsedFrontMatter } from './front-matter';
import { TermLinker, type Term } from './glossary';
import { highlighter } from './highlight';
import { recordedPath, type Exercise, type Lesson, type LessonSummary, type Program } from './lesson';
import { parseMarkdown, readMarkdown, squeeze } from './markdown';
import { formatProblem, listOf, type Problem } from './problem';
import { programsOf, raceOf, type Claim, type FrontMatter } from './schema';
import { OTHERS, translateLesson, translationFile, type Other } from './translate';

export interface LessonFolder {
  /** The folder's name: `NN-slug`, where `NN` is its place in the course and `slug` the lesson's id. */
  readonly name: string;
  /** Paths relative to the folder, with `/`. */
  readonly files: ReadonlyMap<string, string>;
}

export type LessonResult =
  | { readonly ok: true; readonly lesson: Lesson; readonly translations: ReadonlyMap<Other, Lesson> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface LoadOptions {
  /** The ids of all lessons, so that a link to a lesson that is not there is found. */
  readonly lessonIds?: readonly string[];
  /** The glossary's terms: the first use of each in the lesson's running text becomes a link. */
  readonly terms?: readonly Term[];
  /** The same for translations, whose words are others. */
  readonly translatedTerms?: ReadonlyMap<Other, readonly Term[]>;
}

const FILE = 'lesson.md';

/**
 * The id of the lesson in the folder of this name. The place in the course is no part of it: addresses, and what a learner has
 * written and answered, stay with a lesson that moves.
 */
export const lessonId = (name: string): string => name.replace(/^\d\d-/, '');

export async function loadLesson(folder: LessonFolder, options: LoadOptions = {}): Promise<LessonResult> {
  const fail = (line: number, message: string): LessonResult => ({
    ok: false,
    problems: [{ file: FILE, line, message }],
  });
  const { name } = folder;
  if (!/^\d\d-[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))
    return fail(
      1,
      `a lesson's folder is named NN-some-words (two digits, then lower-case words with dashes), not "${name}"`,
    );
  const id = lessonId(name);
  if ((options.lessonIds ?? []).filter((other) => other === id).length > 1)
    return fail(1, `two lessons are called "${id}"; the number before it is only its place in the course`);
  const source = folder.files.get(FILE)?.replace(/\r\n?/g, '\n');
  if (source === undefined) return fail(1, 'the folder has no lesson.md');
  const tree = parseMarkdown(source);
  const yaml = tree.children[0];
  if (yaml?.type !== 'yaml') return fail(1, 'lesson.md must begin with its front matter between two lines ---');

  const front = parseFrontMatter(yaml.value, (yaml.position?.start.line ?? 1) + 1);
  const meta = front.value;
  const loose = front.problems.length === 0 ? [] : programIdsByFile(folder);
  const programs = meta === null ? null : readPrograms(folder, meta, front);
  const surroundings = {
    lessonId: id,
    files: folder.files,
    programIds: programs?.programs.map((program) => program.id) ?? loose,
    raceIds: meta === null ? null : (meta.races ?? []).map(({ id }) => id),
    exerciseIds: meta === null ? null : (meta.exercises ?? []).map(({ id }) => id),
    lessonIds: options.lessonIds ?? null,
    language: meta !== null && meta.programs.every((program) => program.file.endsWith('.ts')) ? 'typescript' : 'python',
    highlighter: await highlighter(),
  } as const;
  const prose = readMarkdown(tree, source, {
    ...surroundings,
    ...(options.terms === undefined ? {} : { linker: new TermLinker(options.terms) }),
  });
  const hosts = parseHostDeclarations(meta?.hosts ?? []);
  const hostProblems = hosts.ok
    ? []
    : hosts.error.map(({ path, message }) => ({ file: FILE, line: front.lineOf(['hosts', ...path]), message }));
  const problems = [...front.problems, ...hostProblems, ...(programs?.problems ?? []), ...prose.problems];
  if (meta === null || programs === null) return { ok: false, problems: sorted(problems) };

  const claims = meta.claims.map((claim, i): Claim => ({ ...claim, line: front.lineOf(['claims', i, 'claim']) }));
  const known = [...programs.programs, ...programs.edits].map((program) => program.id);
  const readable = squeeze(`${meta.title} ${meta.question} ${prose.text}`);
  claims.forEach((claim, i) => {
    for (const id of programsOf(claim))
      if (!known.includes(id))
        problems.push({
          file: FILE,
          line: claim.line,
          message: `\`claims[${i}]\` names the program "${id}"; there are ${listOf(known, 'and')}`,
        });
    if (!readable.includes(squeeze(claim.says)))
      problems.push({
        file: FILE,
        line: front.lineOf(['claims', i, 'says']),
        message: `\`claims[${i}].says\` does not stand in the lesson: "${squeeze(claim.says)}"`,
      });
  });
  const placed = new Set(prose.steps.flatMap(({ blocks }) => blocks.map((b) => (b.kind === 'race' ? b.race : null))));
  const races = (meta.races ?? []).map(raceOf);
  races.forEach(({ id, programs: runners }, i) => {
    const complain = (key: string, message: string) =>
      problems.push({ file: FILE, line: front.lineOf(['races', i, key]), message });
    if (races.findIndex((other) => other.id === id) !== i) complain('id', `two races have the id "${id}"`);
    else if (!placed.has(id)) complain('id', `the race "${id}" stands nowhere in the text: write ::race{id=${id}}`);
    const ids = programs.programs.map((program) => program.id);
    for (const runner of runners)
      if (!ids.includes(runner))
        complain('programs', `\`races[${i}]\` names the program "${runner}"; there are ${listOf(ids, 'and')}`);
  });
  const exercises = readExercises(folder, meta, front, programs.programs, problems);
  const covered = new Set([...claims.flatMap(programsOf), ...exercises.map(({ program }) => program)]);
  const uncovered = (key: 'programs' | 'edits') => (id: string, i: number) => {
    if (!covered.has(id))
      problems.push({
        file: FILE,
        line: front.lineOf([key, i]),
        message: `no claim is about the program "${id}": nothing shows that it does what the lesson says`,
      });
  };
  programs.programs.map((program) => program.id).forEach(uncovered('programs'));
  (meta.edits ?? []).map((edit) => edit.id).forEach(uncovered('edits'));
  if (problems.length > 0) return { ok: false, problems: sorted(problems) };
  const lesson: Lesson = {
    id,
    title: meta.title,
    question: meta.question,
    part: meta.part,
    minutes: meta.minutes,
    ...(meta.optional === undefined ? {} : { optional: meta.optional }),
    steps: prose.steps,
    programs: programs.programs,
    ...(hosts.ok && hosts.value.length > 0 ? { hosts: hosts.value } : {}),
    ...(races.length > 0 ? { races } : {}),
    ...(exercises.length > 0 ? { exercises } : {}),
    ...(meta.covers === undefined ? {} : { covers: meta.covers }),
    ...(meta.sources === undefined ? {} : { sources: meta.sources }),
    ...(programs.edits.length > 0 ? { edits: programs.edits } : {}),
    ...(prose.notes.length > 0 ? { notes: prose.notes } : {}),
    claims,
  };
  const translations = new Map<Other, Lesson>();
  for (const locale of OTHERS) {
    const words = folder.files.get(translationFile(locale))?.replace(/\r\n?/g, '\n');
    if (words === undefined) continue;
    const names = options.translatedTerms?.get(locale);
    const translated = translateLesson(lesson, locale, words, {
      ...surroundings,
      ...(names === undefined ? {} : { linker: new TermLinker(names) }),
    });
    if (translated.lesson === null) problems.push(...translated.problems);
    else translations.set(locale, translated.lesson);
  }
  for (const path of folder.files.keys()) {
    const [, locale] = /^lesson\.([^/]+)\.md$/.exec(path) ?? [];
    if (locale !== undefined && !OTHERS.some((other) => other === locale))
      problems.push({
        file: path,
        line: 1,
        message: `there is no language "${locale}"; there are ${listOf(OTHERS, 'and')}`,
      });
  }
  return problems.length > 0 ? { ok: false, problems: sorted(problems) } : { ok: true, lesson, translations };
}

const sorted = (problems: readonly Problem[]): readonly Problem[] =>
  [...problems].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file === FILE ? -1 : b.file === FILE ? 1 : 0));

const idOf = (file: string): string => (file.split('/').at(-1) ?? file).replace(/\.(?:py|ts)$/, '');

/** While the front matter is broken, directives are checked against the files that are there. */
const programIdsByFile = (folder: LessonFolder): string[] =>
  [...folder.files.keys()].filter((path) => /\.(?:py|ts)$/.test(path)).map(idOf);

function readPrograms(folder: LessonFolder, meta: FrontMatter, front: ParsedFrontMatter) {
  const problems: Problem[] = [];
  const complain = (path: readonly (string | number)[], message: string) =>
    problems.push({ file: FILE, line: front.lineOf(path), message });
  const there = listOf(
    [...folder.files.keys()].filter((path) => path !== FILE && !/^recorded\//.test(path)).sort(),
    'and',
  );
  const read = (path: string, where: readonly (string | number)[]) => {
    const content = folder.files.get(path);
    if (content === undefined)
      complain(where, `there is no file "${path}" in the lesson's folder; it holds ${there || 'nothing else'}`);
    return { path, content: content ?? '' };
  };

  const programs = meta.programs.map((told, i): Program => {
    const { file, variant, title, also = [], 'start-method': startMethod, needs } = told;
    const id = idOf(file);
    const twin = meta.programs.findIndex((other) => idOf(other.file) === id);
    if (twin !== i) complain(['programs', i, 'file'], `two programs have the id "${id}"; name their files differently`);
    const files = [
      read(file, ['programs', i, 'file']),
      ...also.map((path, j) => read(path, ['programs', i, 'also', j])),
    ];
    return {
      id,
      title: title ?? file,
      language: file.endsWith('.ts') ? 'typescript' : 'python',
      variant,
      entry: file,
      files,
      ...(startMethod === undefined ? {} : { startMethod }),
      ...(needs === undefined ? {} : { needs }),
      ...(folder.files.has(recordedPath(id)) ? { recorded: true } : {}),
    };
  });

  const ids = new Set(programs.map((program) => program.id));
  const edits = (meta.edits ?? []).flatMap((edit, i): Program[] => {
    if (ids.has(edit.id)) complain(['edits', i, 'id'], `the id "${edit.id}" is taken already`);
    ids.add(edit.id);
    const program = programs.find((p) => p.id === edit.program);
    const main = program?.files[0];
    if (program === undefined || main === undefined) {
      complain(
        ['edits', i, 'program'],
        `there is no program "${edit.program}"; there are ${listOf(
          programs.map((p) => p.id),
          'and',
        )}`,
      );
      return [];
    }
    const found = main.content.split(edit.replace).length - 1;
    if (found !== 1) {
      complain(
        ['edits', i, 'replace'],
        `the text to replace must stand in ${main.path} exactly once; it stands there ${found} times`,
      );
      return [];
    }
    const content = main.content.replace(edit.replace, () => edit.with);
    // What was recorded is the program as it was before.
    const { recorded: _recorded, ...original } = program;
    return [
      {
        ...original,
        id: edit.id,
        title: `${program.title}, edited`,
        files: [{ ...main, content }, ...program.files.slice(1)],
      },
    ];
  });
  return { programs, edits, problems };
}

function readExercises(
  folder: LessonFolder,
  meta: FrontMatter,
  front: ParsedFrontMatter,
  programs: readonly Program[],
  problems: Problem[],
): readonly Exercise[] {
  return (meta.exercises ?? []).flatMap(({ id, program: about, solution, checks }, i): Exercise[] => {
    const complain = (key: string, message: string) =>
      problems.push({ file: FILE, line: front.lineOf(['exercises', i, key]), message });
    const program = programs.find((each) => each.id === about);
    const content = folder.files.get(solution);
    if (program === undefined)
      complain(
        'program',
        `there is no program "${about}"; there are ${listOf(
          programs.map((p) => p.id),
          'and',
        )}`,
      );
    if (content === undefined) complain('solution', `there is no file "${solution}" in the lesson's folder`);
    if (program === undefined || content === undefined) return [];
    // What was recorded is the program as it was before.
    const { recorded: _recorded, ...original } = program;
    const files = program.files.map((file) => (file.path === program.entry ? { ...file, content } : file));
    return [
      {
        id,
        program: about,
        checks: checks.map((check, j): Claim => ({
          ...check,
          line: front.lineOf(['exercises', i, 'checks', j, 'claim']),
        })),
        solution: { ...original, id: `${id}-solution`, title: solution, files },
      },
    ];
  });
}

export function summaryOf({ id, title, question, part, minutes, locale, optional }: Lesson): LessonSummary {
  return {
    id,
    title,
    question,
    part,
    minutes,
    ...(locale === undefined ? {} : { locale }),
    ...(optional === undefined ? {} : { optional }),
  };
}

/** What stands in the place of a lesson with problems while its author works on it; a build refuses such a lesson. */
export function brokenLesson(name: string, problems: readonly Problem[]): Lesson {
  const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const items = problems.map((problem) => `<li>${escape(formatProblem(name, problem))}</li>`).join('');
  return {
    id: lessonId(name),
    title: name,
    question: 'This lesson cannot be shown yet.',
    part: 'Lessons to mend',
    minutes: 1,
    steps: [{ id: 'problems', title: 'What to mend', blocks: [{ kind: 'prose', html: `<ul>${items}</ul>` }] }],
    programs: [],
    claims: [],
  };
}
