/**
 * Makes `virtual:lessons` (types in `src/lesson/virtual.d.ts`): the list of all lessons at once, each lesson's content in a
 * chunk of its own, and so each recorded run, the notes for presenting a lesson, the text that is searched, and the glossary. A lesson with problems stops a build, naming files and lines; in `vite dev` it is shown with its problems
 * in its place, and saving a file of `lessons/` reloads the page.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { lessonFolders, lessonIds, lessonPath, lessonsRoot, readLessonFolder } from '../../authoring/lesson-folder';
import { readCourseWords, type CourseWords } from '../../src/lesson/course-words';
import { glossaryFile, readGlossary, translateGlossary, type Glossary } from '../../src/lesson/glossary';
import { highlighter } from '../../src/lesson/highlight';
import { recordedPath, type Lesson, type LessonSummary } from '../../src/lesson/lesson';
import { brokenLesson, lessonId, loadLesson, summaryOf } from '../../src/lesson/load';
import { formatProblem } from '../../src/lesson/problem';
import { searchDocuments } from '../../src/lesson/search-text';
import { OTHERS, type Other } from '../../src/lesson/translate';

const PUBLIC = 'virtual:lessons';
const LIST = `\0${PUBLIC}`;
const ONE = `${LIST}/`;
/** No lesson's id has an underscore. */
const SEARCH = '_search';
const GLOSSARY = '_glossary';
/** Which recordings and notes there are: a list that grows with the course, and that nobody needs for reading. */
const BESIDE = '_beside';
/** Between what is asked for and the language that it is asked for in. */
const IN = '/in/';
const SUMMARIES = '_summaries';
/** Between a lesson's id and a program's. */
const RECORDED = '/recorded/';
/** After a lesson's id. */
const NOTES = '/notes';
const CODE_CSS = fileURLToPath(new URL('../../src/lesson/code.css', import.meta.url));

/** JSON as a string literal parses faster than an object literal, and no `__proto__` in it means anything. */
const literal = (value: unknown): string => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;

const hasRecorded = (lesson: Lesson | undefined, program: string): boolean =>
  lesson?.programs.some(({ id, recorded }) => id === program && recorded === true) === true;

/** The module of what comes beside the lessons' text: recorded runs and notes, each a chunk of its own. */
function besideModule(all: readonly Lesson[]): string {
  const entry = (name: string, module: string) =>
    `  [${JSON.stringify(name)}, () => import(${JSON.stringify(`${PUBLIC}/${module}`)})],`;
  const recorders = all.flatMap(({ id, programs }) =>
    programs
      .filter(({ recorded }) => recorded === true)
      .map((program) => entry(`${id}/${program.id}`, `${id}${RECORDED}${program.id}`)),
  );
  const noted = all.filter(({ notes }) => notes !== undefined).map(({ id }) => entry(id, `${id}${NOTES}`));
  return [
    `const recorders = new Map([\n${recorders.join('\n')}\n]);`,
    'export async function loadRecorded(lesson, program) {',
    '  const recorder = recorders.get(`${lesson}/${program}`);',
    '  if (recorder === undefined) throw new Error(`There is no recorded run of "${lesson}/${program}".`);',
    '  return (await recorder()).recorded;',
    '}',
    `const noted = new Map([\n${noted.join('\n')}\n]);`,
    'export const loadNotes = async (lesson) => (await noted.get(lesson)?.())?.notes ?? [];',
  ].join('\n');
}

interface Entry {
  readonly lesson: Lesson;
  readonly translations: ReadonlyMap<Other, Lesson>;
  readonly problems: readonly string[];
}

export function lessons(root: string = lessonsRoot()): Plugin {
  const folder = resolve(root);
  let building = false;
  /** Read once for a build, and anew whenever a lesson file changes. */
  let loaded: Promise<ReadonlyMap<string, Entry>> | null = null;
  let words = new Map<Other, CourseWords>();

  let glossary: Glossary = { terms: [], problems: [], missing: [] };
  let glossaries = new Map<Other, Omit<Glossary, 'missing'>>();

  async function readTerms(): Promise<Glossary> {
    const file = join(folder, 'glossary.md');
    if (!existsSync(file)) return { terms: [], problems: [], missing: [] };
    return readGlossary(readFileSync(file, 'utf8'), lessonIds(folder), await highlighter());
  }

  async function translateTerms(): Promise<typeof glossaries> {
    const colours = await highlighter();
    return new Map(
      OTHERS.flatMap((locale) => {
        const file = join(folder, glossaryFile(locale));
        if (!existsSync(file)) return [];
        const words = readFileSync(file, 'utf8');
        return [[locale, translateGlossary(glossary.terms, locale, words, lessonIds(folder), colours)] as const];
      }),
    );
  }

  async function readAll() {
    const ids = lessonIds(folder);
    glossary = await readTerms();
    glossaries = await translateTerms();
    const { terms } = glossary;
    const translatedTerms = new Map([...glossaries].map(([locale, translated]) => [locale, translated.terms]));
    const results = await Promise.all(
      lessonFolders(folder).map(async (name) => {
        const id = lessonId(name);
        const result = await loadLesson(readLessonFolder(folder, id), { lessonIds: ids, terms, translatedTerms });
        if (result.ok) return [id, { lesson: result.lesson, translations: result.translations, problems: [] }] as const;
        const problems = result.problems.map((problem) => formatProblem(name, problem));
        return [id, { lesson: brokenLesson(name, result.problems), translations: new Map(), problems }] as const;
      }),
    );
    const all = new Map<string, Entry>(results);
    const parts = [...new Set([...all.values()].map(({ lesson }) => lesson.part))];
    words = new Map(
      OTHERS.flatMap((locale) => {
        const file = `course.${locale}.yaml`;
        const text = existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : null;
        return text === null ? [] : [[locale, readCourseWords(file, text, parts)] as const];
      }),
    );
    return all;
  }

  return {
    name: 'interleave:lessons',
    configResolved(config) {
      building = config.command === 'build';
    },
    resolveId(id) {
      return id === PUBLIC || id.startsWith(`${PUBLIC}/`) ? `\0${id}` : undefined;
    },
    async load(id) {
      if (id !== LIST && !id.startsWith(ONE)) return undefined;
      loaded ??= readAll();
      const all = await loaded;
      if (building) {
        const problems = [
          ...[...all.values()].flatMap((entry) => entry.problems),
          ...[glossary, ...glossaries.values(), ...words.values()]
            .flatMap(({ problems: of }) => of)
            .map(({ file, line, message }) => `lessons/${file}:${line}: ${message}`),
        ];
        if (problems.length > 0)
          this.error(
            `The lessons have ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.join('\n')}`,
          );
      }
      if (id !== LIST && id.includes(RECORDED)) {
        const [lesson = '', program = ''] = id.slice(ONE.length).split(RECORDED);
        if (!hasRecorded(all.get(lesson)?.lesson, program))
          this.error(`there is no recorded run of "${lesson}/${program}"`);
        const text = readFileSync(join(lessonPath(folder, lesson), recordedPath(program)), 'utf8');
        return `export const recorded = ${JSON.stringify(text)};`;
      }
      if (id !== LIST && id.endsWith(NOTES)) {
        const notes = all.get(id.slice(ONE.length, -NOTES.length))?.lesson.notes;
        if (notes === undefined) this.error(`there are no notes at "${id.slice(ONE.length)}"`);
        return `export const notes = ${literal(notes)};`;
      }
      if (id === ONE + BESIDE) return besideModule([...all.values()].map(({ lesson }) => lesson));
      const [wanted = '', asked] = id.slice(ONE.length).split(IN);
      const locale = OTHERS.find((other) => other === asked);
      if (id !== LIST && wanted === GLOSSARY) {
        const { terms } = (locale === undefined ? undefined : glossaries.get(locale)) ?? glossary;
        const inOrder = terms.toSorted((a, b) => a.term.localeCompare(b.term, locale ?? 'en'));
        return `export const terms = ${literal(inOrder)};`;
      }
      if (locale !== undefined) {
        const translated = [...all.values()].map((entry): Lesson => {
          const lesson = entry.translations.get(locale) ?? entry.lesson;
          return { ...lesson, part: words.get(locale)?.parts[lesson.part] ?? lesson.part };
        });
        if (wanted === SUMMARIES) return `export const summaries = ${literal(translated.map(summaryOf))};`;
        if (wanted === SEARCH) return `export const documents = ${literal(searchDocuments(translated))};`;
        const lesson = translated.find((each) => each.id === wanted);
        if (lesson === undefined) this.error(`there is no lesson "${wanted}"`);
        return `export const lesson = ${literal(lesson)};`;
      }
      if (id === ONE + SEARCH)
        return `export const documents = ${literal(searchDocuments([...all.values()].map(({ lesson }) => lesson)))};`;
      if (id !== LIST) {
        const entry = all.get(id.slice(ONE.length));
        if (entry === undefined) this.error(`there is no lesson "${id.slice(ONE.length)}"`);
        const { notes: _notes, ...lesson } = entry.lesson;
        return `export const lesson = ${literal(lesson)};`;
      }
      const summaries: LessonSummary[] = [...all.values()].map(({ lesson }) => summaryOf(lesson));
      const loaders = summaries.map(
        (summary) => `  [${JSON.stringify(summary.id)}, () => import(${JSON.stringify(`${PUBLIC}/${summary.id}`)})],`,
      );
      const inOther = (what: string, name: string) =>
        OTHERS.map((locale) => {
          const path = JSON.stringify(`${PUBLIC}/${what}${IN}${locale}`);
          return `  [${JSON.stringify(locale)}, async () => (await import(${path})).${name}],`;
        }).join('\n');
      const translators = [...all.values()].flatMap(({ lesson, translations }) =>
        [...translations.keys()].map((locale) => {
          const path = JSON.stringify(`${PUBLIC}/${lesson.id}${IN}${locale}`);
          return `  [${JSON.stringify(`${locale}/${lesson.id}`)}, () => import(${path})],`;
        }),
      );
      return [
        `import ${JSON.stringify(CODE_CSS)};`,
        `export const summaries = ${literal(summaries)};`,
        `const loaders = new Map([\n${loaders.join('\n')}\n]);`,
        `const translated = new Map([\n${translators.join('\n')}\n]);`,
        "export async function load(id, locale = 'en') {",
        '  const loader = translated.get(`${locale}/${id}`) ?? loaders.get(id);',
        '  if (loader === undefined) throw new Error(`There is no lesson "${id}".`);',
        '  return (await loader()).lesson;',
        '}',
        `const beside = () => import(${JSON.stringify(`${PUBLIC}/${BESIDE}`)});`,
        'export const loadRecorded = async (lesson, program) => (await beside()).loadRecorded(lesson, program);',
        'export const loadNotes = async (lesson) => (await beside()).loadNotes(lesson);',
        `const glossaries = new Map([\n${inOther(GLOSSARY, 'terms')}\n]);`,
        `const englishTerms = async () => (await import(${JSON.stringify(`${PUBLIC}/${GLOSSARY}`)})).terms;`,
        "export const loadTerms = (locale = 'en') => (glossaries.get(locale) ?? englishTerms)();",
        `const documents = new Map([\n${inOther(SEARCH, 'documents')}\n]);`,
        `const courses = new Map([\n${inOther(SUMMARIES, 'summaries')}\n]);`,
        `const english = async () => (await import(${JSON.stringify(`${PUBLIC}/${SEARCH}`)})).documents;`,
        "export const loadDocuments = (locale = 'en') => (documents.get(locale) ?? english)();",
        'export const loadSummaries = async (locale) => (await courses.get(locale)?.()) ?? summaries;',
      ].join('\n');
    },
    configureServer(server) {
      server.watcher.add(folder);
      let pending: NodeJS.Timeout | undefined;
      const reload = () => {
        loaded = null;
        const graph = server.environments.client.moduleGraph;
        for (const module of graph.idToModuleMap.values()) {
          if (module.id === LIST || module.id?.startsWith(ONE) === true) graph.invalidateModule(module);
        }
        server.environments.client.hot.send({ type: 'full-reload' });
      };
      server.watcher.on('all', (_event, path) => {
        const inside = relative(folder, path);
        if (inside.startsWith('..') || inside === '') return;
        // An editor that saves writes several times.
        clearTimeout(pending);
        pending = setTimeout(reload, 50);
      });
    },
  };
}
