/** A run's end in the learner's terms: what happened, and where to look. Pure, so that every sentence can be tested. */
import type { FrameCount } from '../../protocol/realm';
import type { BlockedActor, ErrorFrame, Language, Outcome, RunSummary } from '../../runtimes/runtime';
import type { Place } from '../../trace/events';
import { formatMs } from '../../trace/format';

export interface OutcomeWords {
  /** `good` the program's own good end; `bad` the program failed; `calm` somebody's will; `fault` ours. */
  readonly tone: 'good' | 'bad' | 'calm' | 'fault';
  readonly headline: string;
  readonly lines: readonly { readonly text: string; readonly place: Place | null }[];
  /** What helps to find the cause, to be copied; empty when there is nothing. */
  readonly details: string;
}

/** The exit status of a module that waits for something that never comes, as Node has it. */
const UNSETTLED = 13;

const LANGUAGE_WORDS = {
  python: { name: 'Python', raised: 'Raised', machine: 'interpreter' },
  // What runs it is the browser's own engine; what can be taken away is the frame or worker that it runs in.
  typescript: { name: 'TypeScript', raised: 'Threw', machine: 'sandbox' },
} as const satisfies Record<Language, object>;

export function outcomeWords({ outcome, wallMs }: RunSummary, language: Language): OutcomeWords {
  const { name, raised, machine } = LANGUAGE_WORDS[language];
  const took = formatMs(wallMs);
  switch (outcome.kind) {
    case 'finished':
      if (language === 'typescript' && outcome.exitCode === UNSETTLED) {
        return {
          tone: 'bad',
          headline: `Ended after ${took}: it awaits something that can never come (exit status ${UNSETTLED}).`,
          lines: [],
          details: '',
        };
      }
      return outcome.exitCode === 0
        ? { tone: 'good', headline: `Finished in ${took}.`, lines: [], details: '' }
        : {
            tone: 'bad',
            headline: `Ended itself with exit status ${outcome.exitCode} after ${took}.`,
            lines: [],
            details: '',
          };
    case 'raised': {
      const { error } = outcome;
      const place = error.syntax ?? innermost(error.frames);
      const message = error.message === '' ? error.type : `${error.type}: ${error.message}`;
      const where = place === null ? '' : `, line ${place.line}`;
      return {
        tone: 'bad',
        headline: error.syntax ? `Not valid ${name}${where}.` : `${raised} ${error.type}${where}, after ${took}.`,
        lines: [{ text: message, place: place && { file: place.file, line: place.line } }],
        details: error.text,
      };
    }
    case 'deadlocked':
      return {
        tone: 'bad',
        headline:
          outcome.cycle.length > 1
            ? `Deadlock: ${listOf(outcome.cycle)} wait for each other, so none of them can ever go on.`
            : 'Deadlock: nobody is left who could wake the ones that wait.',
        lines: outcome.blocked.map((actor) => ({ text: blockedSentence(actor), place: actor.place })),
        details: outcome.text,
      };
    case 'timed-out':
      return {
        tone: 'calm',
        headline: `Stopped when its time was up, after ${formatMs(outcome.afterMs)}.`,
        lines: [],
        details: '',
      };
    case 'interrupted':
      return {
        tone: 'calm',
        headline: outcome.forced
          ? `Stopped. The program did not end by itself, so its ${machine} was taken away.`
          : `Stopped after ${took}.`,
        lines: [],
        details: '',
      };
    case 'platform-fault':
      return faultWords(outcome, machine);
  }
}

function faultWords(outcome: Extract<Outcome, { kind: 'platform-fault' }>, machine: string): OutcomeWords {
  const [headline, advice] = {
    'out-of-memory': [
      'The program used all the memory that the browser gives.',
      'Make its data smaller, or close other tabs, and run it again.',
    ],
    crashed: [`The ${machine} crashed.`, `Your code is safe. Run it again; a fresh ${machine} is ready.`],
    unresponsive: [
      `The ${machine} stopped answering and was taken away.`,
      `Your code is safe. Run it again; a fresh ${machine} is ready.`,
    ],
    boot: [
      `The ${machine} could not be started.`,
      'Check the connection and press Run again. If it stays so, reload the page: your code is kept.',
    ],
    protocol: [
      'The sandbox said something that makes no sense.',
      'Your code is safe. Run it again, or reload the page.',
    ],
    internal: ['Something of ours went wrong.', 'Your code is safe. Run it again, or reload the page.'],
    unsupported: [
      'This browser cannot do what the program needs.',
      'A current Chrome or Edge can. Everything else on this page works here too.',
    ],
  }[outcome.reason] as [string, string];
  const details = [`${outcome.reason}: ${outcome.message}`, outcome.context].filter((part) => part !== '').join('\n');
  return { tone: 'fault', headline, lines: [{ text: advice, place: null }], details };
}

/** The same in two words, where there is little room. */
export function framesCount({ dropped }: FrameCount): string {
  return `${dropped.toLocaleString('en-US')} dropped`;
}

/** "12 frames were dropped", with the longest time that nothing could be drawn where that is worth saying. */
export function framesWords({ dropped, longestMs }: FrameCount, running: boolean): string {
  const count = dropped === 0 ? 'No frames' : dropped === 1 ? '1 frame' : `${dropped.toLocaleString('en-US')} frames`;
  const dropping = `${count} ${running ? '' : dropped === 1 ? 'was ' : 'were '}dropped`;
  return dropped > 0 && longestMs >= 50 ? `${dropping}, ${formatMs(Math.round(longestMs))} in one go` : dropping;
}

/** How a run ended, beside the time that it took; empty where it simply ended. */
export function endingNote(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'finished':
      return outcome.exitCode === 0 ? '' : `exit status ${outcome.exitCode}`;
    case 'raised':
      return 'ended with an error';
    case 'deadlocked':
      return 'deadlocked';
    case 'timed-out':
      return 'stopped at its time limit';
    case 'interrupted':
      return 'stopped';
    case 'platform-fault':
      return 'broken off';
  }
}

export function innermost(frames: readonly ErrorFrame[]): ErrorFrame | null {
  return frames.findLast((frame) => frame.own) ?? null;
}

function blockedSentence({ actor, via, place, wants, holder }: BlockedActor): string {
  const where = place === null ? '' : ` at line ${place.line}`;
  const what = wants ?? (via === '' ? 'something' : via);
  if (holder === null)
    return `${actor} waits${where} for ${what}${wants === null ? '' : ', which nobody holds or will give'}.`;
  // Of a thread that is waited for, "held by itself" would be said: what it has is its own end.
  if (via === 'Thread.join' || (wants ?? '').startsWith('the end of ')) return `${actor} waits${where} for ${what}.`;
  const since = holder.place === null ? '' : ` since line ${holder.place.line}`;
  return `${actor} waits${where} for ${what}, which ${holder.actor} has held${since}.`;
}

function listOf(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
