/**
 * `interleave export scorm LESSON`: a lesson as a package for a learning management system. It carries what the lesson needs of the built
 * site, Python included, or points at a copy that is hosted somewhere (`--site`).
 */
import { writeFileSync } from 'node:fs';
import { loadLesson } from '../src/lesson/load';
import { formatProblem } from '../src/lesson/problem';
import { lessonIds, lessonNamed, lessonsRoot, readLessonFolder, shownPath } from './lesson-folder';
import { didYouMean } from './nearest';
import { SCORM_VERSIONS, type ScormVersion } from './scorm/manifest';
import { PACKAGE_LANGUAGES, packageFiles, packageZip } from './scorm/package';
import { ensureSite } from './site';
import { parseWords, wholeNumber } from './words';

export interface ExportWords {
  readonly lesson: string;
  readonly version: ScormVersion;
  readonly to: string;
  /** With a trailing slash; null: the package carries the site. */
  readonly site: string | null;
  /** Per cent. */
  readonly mastery: number | null;
  readonly lang: (typeof PACKAGE_LANGUAGES)[number] | null;
}

const OPTIONS = ['--version', '--to', '--site', '--mastery', '--lang'] as const;

/** The error is one sentence. */
export function parseExportWords(words: readonly string[], root: string): ExportWords | string {
  const [format, ...others] = words;
  if (format !== 'scorm')
    return format === undefined || format.startsWith('-')
      ? 'export wants a format and a lesson: export scorm first-threads'
      : `there is no format ${format}${didYouMean(format, ['scorm']) || ': formats are scorm'}`;
  const parsed = parseWords('export scorm', others, OPTIONS);
  if (typeof parsed === 'string') return parsed;
  const { rest, given } = parsed;
  const [named, ...more] = rest;
  if (named === undefined) return 'export scorm wants a lesson: export scorm first-threads';
  if (more.length > 0) return `export scorm makes a package of one lesson, not of ${rest.join(' and ')}`;
  const lesson = lessonNamed(root, named);
  if (lesson === null) {
    const ids = lessonIds(root);
    return `there is no lesson ${named}${didYouMean(named, ids) || `; lessons are ${ids.join(', ')}`}`;
  }
  const version = oneOf(SCORM_VERSIONS, given.version ?? '1.2');
  if (version === null) return `--version wants ${SCORM_VERSIONS.join(' or ')}, not "${given.version}"`;
  const site = given.site === undefined ? null : siteAddress(given.site);
  if (given.site !== undefined && site === null)
    return `--site wants the address of a hosted copy, such as https://lab.example.org/, not "${given.site}"`;
  const mastery = given.mastery === undefined ? null : wholeNumber(given.mastery, 1, 100);
  if (given.mastery !== undefined && mastery === null)
    return `--mastery wants a whole number of per cent from 1 to 100, not "${given.mastery}"`;
  const lang = given.lang === undefined ? null : oneOf(PACKAGE_LANGUAGES, given.lang);
  if (given.lang !== undefined && lang === null)
    return `--lang wants ${PACKAGE_LANGUAGES.join(' or ')}, not "${given.lang}"`;
  return { lesson, version, site, mastery, lang, to: given.to ?? `${lesson}-scorm-${version}.zip` };
}

function oneOf<const T extends string>(known: readonly T[], text: string): T | null {
  return known.find((one) => one === text) ?? null;
}

/** A page that came over https may embed nothing that did not; only this machine is believed without. */
function siteAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const local = url.protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if ((url.protocol !== 'https:' && !local) || url.username !== '' || url.search !== '' || url.hash !== '') return null;
  return url.href.replace(/\/(?:index\.html|embed\.html)?$/, '') + '/';
}

export async function exportLesson(words: readonly string[]): Promise<number> {
  const root = lessonsRoot();
  const told = parseExportWords(words, root);
  if (typeof told === 'string') {
    process.stderr.write(`interleave: ${told}\n`);
    return 2;
  }
  const folder = readLessonFolder(root, told.lesson);
  const loaded = await loadLesson(folder, { lessonIds: lessonIds(root) });
  if (!loaded.ok) {
    for (const problem of loaded.problems) process.stderr.write(`${formatProblem(folder.name, problem)}\n`);
    return 1;
  }
  const { title, programs } = loaded.lesson;
  const from = told.site === null ? { dist: await ensureSite() } : { site: told.site };
  const languages = new Set(programs.map(({ language }) => language));
  const files = await packageFiles({ ...told, title, languages, from });
  const zip = packageZip(files);
  writeFileSync(told.to, zip);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(`${shownPath(told.to)}: "${title}" for SCORM ${told.version}, ${files.size} files, ${megabytes(zip.length)}`);
  say(
    told.site === null
      ? 'It carries the lesson and all that runs it. Where uploads are limited to less, point it at a hosted copy: --site https://...'
      : `It shows the lesson from ${told.site}, which every learner's browser has to reach.`,
  );
  return 0;
}

const megabytes = (bytes: number): string =>
  bytes < 100_000 ? `${(bytes / 1000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
