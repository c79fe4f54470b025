/** A run's end in the learner's terms: what happened, and where to look. Pure, so that every sentence can be tested. */
import type { BlockedActor, ErrorFrame, Outcome, RunSummary } from '../../runtimes/runtime';
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

export function outcomeWords({ outcome, wallMs }: RunSummary): OutcomeWords {
  const took = formatMs(wallMs);
  switch (outcome.kind) {
    case 'finished':
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
        headline: error.syntax ? `Not valid Python${where}.` : `Raised ${error.type}${where}, after ${took}.`,
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
          ? 'Stopped. The program did not end by itself, so its interpreter was taken away.'
          : `Stopped after ${took}.`,
        lines: [],
        details: '',
      };
    case 'platform-fault':
      return faultWords(outcome);
  }
}

function faultWords(outcome: Extract<Outcome, { kind: 'platform-fault' }>): OutcomeWords {
  const [headline, advice] = {
    'out-of-memory': [
      'The program used all the memory that the browser gives.',
      'Make its data smaller, or close other tabs, and run it again.',
    ],
    crashed: ['The interpreter crashed.', 'Your code is safe. Run it again; a fresh interpreter is ready.'],
    unresponsive: [
      'The interpreter stopped answering and was taken away.',
      'Your code is safe. Run it again; a fresh interpreter is ready.',
    ],
    boot: [
      'The interpreter could not be started.',
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
