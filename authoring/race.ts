/**
 * `interleave race LESSON [RACE]`: runs a lesson's races in headless Chromium and says what they show: a table, a verdict for each
 * contestant against the first, and what is to be doubted. The exit status is 0 when every race came to its end, 1 when one did
 * not, 2 for a wrong call.
 */
import type { Lesson, Race } from '../src/lesson/lesson';
import { loadLesson } from '../src/lesson/load';
import { formatProblem } from '../src/lesson/problem';
import { breakEven } from '../src/measure/break-even';
import { judge } from '../src/measure/judge';
import { encodeResult } from '../src/measure/parse';
import { TRIALS } from '../src/measure/plan';
import type { RaceResult } from '../src/measure/race';
import { fitSpeedUp } from '../src/measure/speed-up';
import { contestantsOf, entrantsOf, referencesFor } from '../src/session/race-field';
import type { RaceNews } from '../src/session/race-run';
import { formatMs } from '../src/trace/format';
import { lessonIds, lessonNamed, lessonsRoot, readLessonFolder } from './lesson-folder';
import { didYouMean } from './nearest';
import { raceInLab } from './race-lab';

interface RaceWords {
  readonly lesson: string;
  readonly race: string | null;
  readonly trials: number | null;
  readonly json: boolean;
  readonly seed: number;
}

/** The command's own words; a string says what is wrong with them. */
export function parseRaceWords(words: readonly string[]): RaceWords | string {
  const names: string[] = [];
  let trials: number | null = null;
  let seed = 1;
  let json = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const [name = '', given] = word.split('=', 2);
    if (name === '--json' && given === undefined) json = true;
    else if (name === '--trials' || name === '--seed') {
      const value = given ?? words[++i] ?? '';
      const least = name === '--trials' ? TRIALS.least : 0;
      const most = name === '--trials' ? TRIALS.most : 0x7fff_ffff;
      const number = /^\d+$/.test(value) ? Number(value) : NaN;
      if (!(number >= least && number <= most))
        return `${name} wants a whole number from ${least} to ${most}, not "${value}"`;
      if (name === '--trials') trials = number;
      else seed = number;
    } else if (word.startsWith('-')) return `there is no option ${name} (try --help)`;
    else names.push(word);
  }
  const [told, race = null, ...rest] = names;
  if (told === undefined) return 'race wants a lesson, for example: race waiting-together';
  if (rest.length > 0) return `race takes one lesson and one race, not also ${rest.join(', ')}`;
  return { lesson: told, race, trials, json, seed };
}

export async function race(words: readonly string[]): Promise<number> {
  const wrong = (message: string): number => {
    process.stderr.write(`interleave: ${message}\n`);
    return 2;
  };
  const told = parseRaceWords(words);
  if (typeof told === 'string') return wrong(told);
  const all = lessonIds(lessonsRoot());
  const id = lessonNamed(lessonsRoot(), told.lesson);
  if (id === null)
    return wrong(
      `there is no lesson ${told.lesson}${didYouMean(told.lesson, all) || `; lessons are ${all.join(', ')}`}`,
    );
  const folder = readLessonFolder(lessonsRoot(), id);
  const loaded = await loadLesson(folder, { lessonIds: all });
  if (!loaded.ok) {
    for (const problem of loaded.problems) process.stderr.write(`interleave: ${formatProblem(folder.name, problem)}\n`);
    return 1;
  }
  const { lesson } = loaded;
  const races = lesson.races ?? [];
  const wanted = races.filter(({ id }) => told.race === null || id === told.race);
  if (wanted.length === 0) {
    const known = races.map(({ id }) => id).join(', ');
    return wrong(known === '' ? `${lesson.id} has no race` : `${lesson.id} has no race ${told.race}; it has ${known}`);
  }
  let status = 0;
  for (const one of wanted) status = (await runOne(lesson, one, told)) ? status : 1;
  return status;
}

async function runOne(lesson: Lesson, wanted: Race, { trials, json, seed }: RaceWords): Promise<boolean> {
  const { withLab } = await import('./browser');
  const language = lesson.programs.find(({ id }) => id === wanted.programs[0])?.language;
  const raced = await withLab(
    (lab) => {
      const contestants = contestantsOf(lesson, wanted, lab.capabilities.cores);
      const asWritten = (_program: unknown, _path: string, original: string): string => original;
      const processes = { startMethod: 'fork', prepareProcesses: true } as const;
      return raceInLab(
        lab,
        {
          lesson: lesson.id,
          race: wanted.id,
          title: wanted.title,
          kind: wanted.kind,
          entrants: entrantsOf(lesson, contestants, asWritten, processes),
          references: referencesFor(wanted, contestants),
          trials: trials ?? wanted.trials,
          warmUps: wanted.warmUps,
          seed,
          phases: true,
        },
        process.stderr.isTTY ? showProgress : undefined,
      );
    },
    language === undefined ? {} : { boot: language },
  );
  if (json) process.stdout.write(`${encodeResult(raced.result)}\n`);
  else process.stdout.write(`${raceReport(raced.result, wanted.unit ?? undefined)}\n`);
  if (!raced.ok) process.stderr.write(`interleave: ${wanted.id}: ${raced.problem}\n`);
  return raced.ok;
}

function showProgress({ step, leftMs, trials }: RaceNews): void {
  const left = leftMs === null ? '' : `, about ${Math.ceil(leftMs / 1000)} s left`;
  const over = trials.length > 0 && leftMs === 0;
  process.stderr.write(
    `\r\x1b[K${over ? '' : `${step.number} of ${step.of}: ${step.contestant} (${step.what})${left}`}`,
  );
}

/** A result as plain text, for a terminal: what was compared where, a line for each contestant, and the words. */
export function raceReport(result: RaceResult, unit?: string): string {
  const { standings, headline, warnings } = judge(result);
  const { environment } = result;
  const cores = environment.cores === 1 ? '1 core' : `${environment.cores} cores`;
  const rows = standings.map(({ contestant, summary, verdict }) => [
    contestant.title,
    summary === null ? '-' : formatMs(summary.median),
    summary === null ? '-' : `+- ${formatMs(summary.spread)}`,
    String(summary?.count ?? 0),
    verdict === null ? 'the others are compared with it' : verdict.words,
  ]);
  const models =
    result.kind === 'curve'
      ? fitSpeedUp(result).words
      : result.kind === 'worth'
        ? [breakEven(result, unit)?.words ?? []]
        : [];
  const references = result.references.map(({ contestant, ms, cores: theirs, source }) => {
    const title = result.contestants.find(({ id }) => id === contestant)?.title ?? contestant;
    return `${title}: ${formatMs(ms)} (${source}${theirs === null ? '' : `, ${theirs} cores`}).`;
  });
  return [
    `${result.title} (${result.lesson === null ? '' : `${result.lesson}, `}${cores}, ${environment.browser}, seed ${result.seed})`,
    '',
    ...columns([['contestant', 'median', 'spread', 'trials', 'verdict'], ...rows]),
    '',
    headline,
    ...models.flat(),
    ...references,
    ...warnings.map(({ words, remedy }) => `Beware: ${words} ${remedy ?? ''}`.trimEnd()),
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
