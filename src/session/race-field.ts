/** Who takes part in a race: from what its lesson says, and the cores of this machine, to contestants and what each of them runs. */
import type { Lesson, Program, Race } from '../lesson/lesson';
import type { Contestant, ReferenceFigure } from '../measure/race';
import type { StartMethod } from '../runtimes/runtime';
import { raceRunning } from '../texts/en/race-running';
import type { Entrant } from './race-run';

type RacingLesson = Pick<Lesson, 'id' | 'programs' | 'hosts'>;

/** More points make no better curve, only a longer race. */
const MOST_POINTS = 8;

/** From one worker to twice as many as there are cores; always with both, and with as many as cores. Rising. */
export function workerNumbers(cores: number): readonly number[] {
  const most = 2 * Math.max(1, Math.floor(cores));
  if (most <= MOST_POINTS) return Array.from({ length: most }, (_, i) => i + 1);
  // Small numbers lie close together, where the curve bends most; large ones are spread evenly on the logarithm's scale.
  const spread = Array.from({ length: MOST_POINTS - 1 }, (_, i) => Math.round(most ** (i / (MOST_POINTS - 2))));
  return [...new Set([...spread, Math.floor(cores)])].sort((a, b) => a - b);
}

/** In the order of the race, the one that the others are compared with first. `edited` names programs that the learner has changed. */
export function contestantsOf(
  lesson: Pick<Lesson, 'programs'>,
  race: Race,
  cores: number,
  edited: readonly string[] = [],
): readonly Contestant[] {
  const programs = programsIn(lesson, race);
  const models = new Set(programs.map(({ variant }) => variant));
  const nameOf = ({ id, variant, title }: Program): string =>
    (race.titled !== true && models.size === programs.length ? variant.replace('-', ' ') : title) +
    (edited.includes(id) ? ', edited' : '');
  const numbers: readonly (number | null)[] =
    race.numbers === 'cores' ? workerNumbers(cores) : (race.numbers ?? [null]);
  return numbers.flatMap((at) =>
    programs.map((program): Contestant => {
      const of = at === null ? '' : `${at} ${at === 1 && race.unit === 'workers' ? 'worker' : (race.unit ?? '')}`;
      const isEdited = edited.includes(program.id) ? ', edited' : '';
      return {
        id: at === null ? program.id : `${program.id}@${at}`,
        title: at === null ? nameOf(program) : race.kind === 'curve' ? of + isEdited : `${nameOf(program)}, ${of}`,
        program: program.id,
        variant: program.variant,
        args: race.args.map((arg) => arg.replaceAll('{n}', String(at))),
        at,
      };
    }),
  );
}

/** What contestants run: `textOf` has the files as the learner left them. */
export function entrantsOf(
  lesson: RacingLesson,
  contestants: readonly Contestant[],
  textOf: (program: Program, path: string, original: string) => string,
  processes: { readonly startMethod: StartMethod; readonly prepareProcesses: boolean },
): readonly Entrant[] {
  const files = new Map(
    lesson.programs.map((program) => [
      program.id,
      program.files.map(({ path, content }) => ({ path, content: textOf(program, path, content) })),
    ]),
  );
  return contestants.flatMap((contestant) => {
    const program = lesson.programs.find(({ id }) => id === contestant.program);
    if (program === undefined) return [];
    return {
      contestant,
      language: program.language,
      entry: program.entry,
      files: files.get(program.id) ?? [],
      startMethod: program.startMethod ?? processes.startMethod,
      prepareProcesses: processes.prepareProcesses,
      hosts: lesson.hosts ?? [],
    };
  });
}

/** Programs whose text is no longer the lesson's, by id. */
export function editedIn(
  lesson: RacingLesson,
  race: Race,
  textOf: (program: Program, path: string, original: string) => string,
): readonly string[] {
  return programsIn(lesson, race)
    .filter((program) => program.files.some(({ path, content }) => textOf(program, path, content) !== content))
    .map(({ id }) => id);
}

/** The figures of others for those who take part; one for a number that nobody has here is left out. */
export function referencesFor(race: Race, contestants: readonly Contestant[]): readonly ReferenceFigure[] {
  return race.references.flatMap(({ program, at, ms, cores, source }) => {
    const contestant = contestants.find((each) => each.program === program && each.at === at);
    return contestant === undefined ? [] : { contestant: contestant.id, ms, cores, source };
  });
}

/** "Chromium 156", as far as the browser says; `agent` is its `navigator.userAgent`. */
export function browserWords(agent: string): string {
  const known = [
    ['Edge', /\bEdg\/(\d+)/],
    ['Firefox', /\bFirefox\/(\d+)/],
    ['Chromium', /\b(?:Chrome|HeadlessChrome|Chromium)\/(\d+)/],
    ['Safari', /\bVersion\/(\d+).*\bSafari\//],
  ] as const;
  for (const [name, pattern] of known) {
    const version = pattern.exec(agent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return raceRunning.unknownBrowser;
}

function programsIn(lesson: Pick<Lesson, 'programs'>, race: Race): readonly Program[] {
  return race.programs.flatMap((id) => lesson.programs.find((program) => program.id === id) ?? []);
}
