/** A run's end in the learner's terms: what happened, and where to look. Pure, so that every sentence can be tested. */
import type { FrameCount } from '../../protocol/realm';
import type { BlockedActor, ErrorFrame, Language, Outcome, RunSummary } from '../../runtimes/runtime';
import type { Place } from '../../trace/events';
import { formatMs } from '../../trace/format';
import { outcomeTexts } from '../../texts/en/outcome';
import { listed } from '../../texts/format';

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
  python: { name: 'Python', raised: () => outcomeTexts.raised, machine: () => outcomeTexts.python },
  // What runs it is the browser's own engine; what can be taken away is the frame or worker that it runs in.
  typescript: { name: 'TypeScript', raised: () => outcomeTexts.threw, machine: () => outcomeTexts.typescript },
} as const satisfies Record<Language, object>;

export function outcomeWords({ outcome, wallMs }: RunSummary, language: Language): OutcomeWords {
  const { name } = LANGUAGE_WORDS[language];
  const machine = LANGUAGE_WORDS[language].machine();
  const raised = LANGUAGE_WORDS[language].raised();
  const took = formatMs(wallMs);
  switch (outcome.kind) {
    case 'finished':
      if (language === 'typescript' && outcome.exitCode === UNSETTLED) {
        return {
          tone: 'bad',
          headline: outcomeTexts.unsettled(took, UNSETTLED),
          lines: [],
          details: '',
        };
      }
      return outcome.exitCode === 0
        ? { tone: 'good', headline: outcomeTexts.finished(took), lines: [], details: '' }
        : {
            tone: 'bad',
            headline: outcomeTexts.exited(outcome.exitCode, took),
            lines: [],
            details: '',
          };
    case 'raised': {
      const { error } = outcome;
      const place = error.syntax ?? innermost(error.frames);
      const message = error.message === '' ? error.type : `${error.type}: ${error.message}`;
      const where = place === null ? '' : outcomeTexts.inLine(place.line);
      return {
        tone: 'bad',
        headline: error.syntax
          ? outcomeTexts.notValid(name, where)
          : outcomeTexts.raisedAt(raised, error.type, where, took),
        lines: [{ text: message, place: place && { file: place.file, line: place.line } }],
        details: error.text,
      };
    }
    case 'deadlocked':
      return {
        tone: 'bad',
        headline:
          outcome.cycle.length > 1 ? outcomeTexts.deadlockCycle(listed(outcome.cycle)) : outcomeTexts.deadlockNobody,
        lines: outcome.blocked.map((actor) => ({ text: blockedSentence(actor), place: actor.place })),
        details: outcome.text,
      };
    case 'timed-out':
      return {
        tone: 'calm',
        headline: outcomeTexts.timeUp(formatMs(outcome.afterMs)),
        lines: [],
        details: '',
      };
    case 'interrupted':
      return {
        tone: 'calm',
        headline: outcome.forced ? outcomeTexts.takenAway(machine) : outcomeTexts.stopped(took),
        lines: [],
        details: '',
      };
    case 'platform-fault':
      return faultWords(outcome, machine);
  }
}

function faultWords(outcome: Extract<Outcome, { kind: 'platform-fault' }>, machine: string): OutcomeWords {
  const [headline, advice] = {
    'out-of-memory': [outcomeTexts.memoryUsed, outcomeTexts.memoryAdvice],
    crashed: [outcomeTexts.crashed(machine), outcomeTexts.safeFresh(machine)],
    unresponsive: [outcomeTexts.noAnswer(machine), outcomeTexts.safeFresh(machine)],
    boot: [outcomeTexts.couldNotStart(machine), outcomeTexts.couldNotStartAdvice],
    protocol: [outcomeTexts.nonsense, outcomeTexts.safeReload],
    internal: [outcomeTexts.ours, outcomeTexts.safeReload],
    unsupported: [outcomeTexts.cannot, outcomeTexts.otherBrowser],
  }[outcome.reason] as [string, string];
  const details = [`${outcome.reason}: ${outcome.message}`, outcome.context].filter((part) => part !== '').join('\n');
  return { tone: 'fault', headline, lines: [{ text: advice, place: null }], details };
}

/** The same in two words, where there is little room. */
export function framesCount({ dropped }: FrameCount): string {
  return outcomeTexts.dropped(dropped);
}

/** "12 frames were dropped", with the longest time that nothing could be drawn where that is worth saying. */
export function framesWords({ dropped, longestMs }: FrameCount, running: boolean): string {
  const dropping = outcomeTexts.framesDropped(dropped, running);
  return dropped > 0 && longestMs >= 50
    ? outcomeTexts.framesWorst(dropping, formatMs(Math.round(longestMs)))
    : dropping;
}

/** How a run ended, beside the time that it took; empty where it simply ended. */
export function endingNote(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'finished':
      return outcome.exitCode === 0 ? '' : outcomeTexts.exitStatus(outcome.exitCode);
    case 'raised':
      return outcomeTexts.withError;
    case 'deadlocked':
      return outcomeTexts.deadlocked;
    case 'timed-out':
      return outcomeTexts.atLimit;
    case 'interrupted':
      return outcomeTexts.stoppedShort;
    case 'platform-fault':
      return outcomeTexts.brokenOff;
  }
}

export function innermost(frames: readonly ErrorFrame[]): ErrorFrame | null {
  return frames.findLast((frame) => frame.own) ?? null;
}

const THE_END_OF = 'the end of ';

function blockedSentence({ actor, via, place, wants, holder }: BlockedActor): string {
  const where = place === null ? '' : outcomeTexts.atLine(place.line);
  // The runtime says "the end of worker" of a thread that is waited for.
  const end = (wants ?? '').startsWith(THE_END_OF)
    ? outcomeTexts.theEndOf((wants ?? '').slice(THE_END_OF.length))
    : null;
  const what = end ?? wants ?? (via === '' ? outcomeTexts.something : via);
  if (holder === null)
    return outcomeTexts.waitsJoin(actor, where, what, wants === null ? '' : outcomeTexts.nobodyHolds);
  // Of a thread that is waited for, "held by itself" would be said: what it has is its own end.
  if (via === 'Thread.join' || end !== null) return outcomeTexts.waitsJoin(actor, where, what, '');
  const since = holder.place === null ? '' : outcomeTexts.since(holder.place.line);
  return outcomeTexts.waitsFor(actor, where, what, holder.actor, since);
}
