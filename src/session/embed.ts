/** What a frame in somebody else's page shows, and how it obeys that page. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { sha256 } from '../base/sha256';
import type { Lesson, Program } from '../lesson/lesson';
import type { EmbedAddress, EmbedTheme, EmbedWhat, OwnProgram } from '../protocol/embed';
import type { Command } from './embed-link';

/** Why a command is not obeyed: for whoever writes the page, who may not speak the learner's language. */
export const REFUSALS = {
  busy: 'A program is running.',
  idle: 'Nothing is running.',
  nothing: 'The frame shows nothing that could run.',
  noRun: 'There is no run to look at.',
  recorded: 'This program cannot run in this browser: its recorded run is shown.',
} as const;

export interface EmbedState {
  /** Null when the address names nothing that there could be. */
  readonly what: EmbedWhat | null;
  /** The page's own program, once it has sent one; shown while `what` is `own`. */
  readonly own: OwnProgram | null;
  /** Which of the lesson's programs is open; null for its first. */
  readonly variant: string | null;
  /** False while the frame is one line, and nothing heavy has been loaded. */
  readonly open: boolean;
}

/** A bench cannot tell yet whether it can run its program. It is handed over anew (`setBench`) once it can. */
export const LATER = Symbol('later');

/** What can be done with the program that is shown. Each says in a sentence why it cannot be done now, or null. */
export interface EmbedBench {
  run(): string | null | typeof LATER;
  stop(): string | null;
  seek(ms: number): string | null;
  /** Where the site itself shows the program as it stands now, where that is another place than the frame's own; a path behind the `#`. */
  path(): string | null;
}

export interface Embed {
  readonly store: StoreApi<EmbedState>;
  /** Whose programs and lessons there are is asked of `lessons`. */
  obey(command: Command): Promise<string | null>;
  setOpen(open: boolean): void;
  choose(program: string): void;
  /** Another address, in the same document. */
  go(what: EmbedWhat | null): void;
  /** The bench that is shown now; null when there is none any more. A `run` that came before it is obeyed then. */
  setBench(bench: EmbedBench | null): void;
  /** Where the site itself shows what is shown here: a path behind the `#`. */
  path(): string;
}

interface EmbedEnvironment {
  readonly address: EmbedAddress;
  readonly hasLesson: (id: string) => boolean;
  readonly loadLesson: (id: string) => Promise<Pick<Lesson, 'steps' | 'programs'>>;
  /** Says in a sentence why not, or null. */
  readonly setTheme: (theme: EmbedTheme, accent: string | null | undefined) => string | null;
}

export function createEmbed({ address, hasLesson, loadLesson, setTheme }: EmbedEnvironment): Embed {
  const store = createStore<EmbedState>(() => ({
    what: address.what,
    own: null,
    variant: address.variant,
    open: !address.collapsed,
  }));
  let bench: EmbedBench | null = null;
  /** A `run` that waits for its bench: what its sender is told in the end. */
  let wanted: ((why: string | null) => void) | null = null;
  let lastLoad = 0;
  /** What is to be shown next may still be on its way: a `run` that was said after it means that. */
  let loading: Promise<unknown> | null = null;

  /** What is not wanted any more, because something else is, is no failure. */
  function settle(why: string | null = null): void {
    wanted?.(why);
    wanted = null;
  }

  function show(change: Partial<EmbedState>): void {
    bench = null;
    settle();
    store.setState({ open: true, ...change });
  }

  function run(): string | null | Promise<string | null> {
    const why = bench === null ? LATER : bench.run();
    if (why !== LATER) return why;
    if (store.getState().what === null) return REFUSALS.nothing;
    store.setState({ open: true });
    settle();
    return new Promise((resolve) => (wanted = resolve));
  }

  async function load({ lesson, step, program }: Extract<Command, { readonly type: 'load' }>): Promise<string | null> {
    const number = ++lastLoad;
    if (typeof program === 'object') {
      show({ what: { kind: 'own' }, own: program, variant: null });
      return null;
    }
    const { what } = store.getState();
    const id = lesson ?? (what?.kind === 'lesson' || what?.kind === 'program' ? what.lesson : null);
    if (id === null) return 'No lesson is shown: say which one.';
    if (!hasLesson(id)) return `There is no lesson "${id}".`;
    const loaded = await loadLesson(id).catch(() => null);
    if (number !== lastLoad) return 'Something else was to be loaded before this was there.';
    if (loaded === null) return `The lesson "${id}" could not be fetched.`;
    if (step !== undefined && !loaded.steps.some((each) => each.id === step))
      return `The lesson "${id}" has no step "${step}".`;
    if (program !== undefined && !loaded.programs.some((each) => each.id === program))
      return `The lesson "${id}" has no program "${program}".`;
    show({
      what:
        step === undefined && program !== undefined
          ? { kind: 'program', lesson: id, program }
          : { kind: 'lesson', lesson: id, step: step ?? null },
      variant: program ?? null,
    });
    return null;
  }

  return {
    store,
    async obey(command) {
      switch (command.type) {
        case 'load': {
          const loaded = load(command);
          loading = loaded;
          return loaded;
        }
        case 'theme':
          return setTheme(command.theme, command.accent);
        case 'run':
          await loading;
          return run();
        case 'stop':
          if (wanted !== null) {
            settle();
            return null;
          }
          return bench === null ? REFUSALS.idle : bench.stop();
        case 'seek':
          return bench === null ? REFUSALS.noRun : bench.seek(command.ms);
      }
    },
    setOpen: (open) => store.setState({ open }),
    choose: (variant) => store.setState({ variant }),
    go: (what) => show({ what, variant: null, open: store.getState().open }),
    setBench(shown) {
      bench = shown;
      if (bench === null || wanted === null) return;
      const why = bench.run();
      if (why !== LATER) settle(why);
    },
    path: () => bench?.path() ?? pathTo(store.getState()),
  };
}

function pathTo({ what, variant }: EmbedState): string {
  switch (what?.kind) {
    case 'lesson':
      if (what.step !== null) return to('lesson', what.lesson, 'at', what.step);
      return variant === null ? to('lesson', what.lesson) : to('lesson', what.lesson, variant);
    case 'program':
      return to('lesson', what.lesson, what.program);
    case 'shared':
      return to('shared', what.payload);
    default:
      return to();
  }
}

const to = (...parts: readonly string[]) => `/${parts.map(encodeURIComponent).join('/')}`;

// No folder of a lesson can be called so.
export const OWN_ID = '~page';

/** The page's own program, as a bench takes it. Its id is made of its text: what a learner changes in it is found again. */
export function ownProgram({ language, code, title }: OwnProgram): Program {
  const path = language === 'python' ? 'main.py' : 'main.ts';
  return {
    id: sha256(new TextEncoder().encode(`${language}\n${code}`)).slice(0, 16),
    title: title?.trim() || path,
    language,
    variant: language === 'python' ? 'threads' : 'event-loop',
    entry: path,
    files: [{ path, content: code.replace(/\r\n?/g, '\n') }],
  };
}
