/**
 * The talk between the screen and the window with the notes: two documents of one origin over one channel, of which either may be closed,
 * reloaded or opened again at any time. The screen tells its whole state whenever that changes and whenever it is greeted; the notes send
 * commands. So nothing has to arrive in order, and nothing that is lost is missed for long.
 *
 * Both sides are ours, but not of the same build: a window may have been open since before an update. So both parse what they hear.
 */
import type { PresentCommand } from './present-keys';
import type { Hands, TalkState } from './present';

/** What the notes need to know of the program on the screen. */
export interface RunNews {
  readonly phase: 'idle' | 'running' | 'ended';
  /** There is a recorded run of it. */
  readonly recordable: boolean;
}

export interface TalkNews {
  readonly lessons: readonly string[];
  readonly state: TalkState;
  /** Null where no program is shown. */
  readonly run: RunNews | null;
}

/** What the notes may ask for: whatever a key does, and what is written into fields. */
export type NotesCommand =
  | PresentCommand
  | { readonly kind: 'hands-are'; readonly question: string; readonly choice: string; readonly count: number | null }
  | { readonly kind: 'seconds-are'; readonly seconds: number };

/** The part of BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

export const channelName = (talk: string): string => `interleave.talk.${talk}`;

const VERSION = 1;
const envelope = (body: object) => ({ interleave: 'talk', version: VERSION, ...body });

export interface ScreenSide {
  tell(news: TalkNews): void;
  /** The presentation is over. */
  end(): void;
}

/** The screen's end of the channel. `greeted`: the notes have come up and know nothing yet. */
export function screenSide(
  channel: Channel,
  listener: { readonly greeted: () => void; readonly command: (command: NotesCommand) => void },
): ScreenSide {
  channel.addEventListener('message', ({ data }) => {
    const message = opened(data);
    if (message === null) return;
    if (message['type'] === 'hello') listener.greeted();
    const command = message['type'] === 'command' ? parseCommand(message['command']) : null;
    if (command !== null) listener.command(command);
  });
  return {
    tell: (news) => channel.postMessage(envelope({ type: 'news', ...news })),
    end() {
      channel.postMessage(envelope({ type: 'bye' }));
      channel.close();
    },
  };
}

export interface NotesSide {
  send(command: NotesCommand): void;
  close(): void;
}

/** The notes' end. `news(null)`: the presentation was closed; more news may follow when it is opened again. */
export function notesSide(channel: Channel, news: (news: TalkNews | null) => void): NotesSide {
  channel.addEventListener('message', ({ data }) => {
    const message = opened(data);
    if (message === null) return;
    if (message['type'] === 'bye') news(null);
    const told = message['type'] === 'news' ? parseNews(message) : null;
    if (told !== null) news(told);
  });
  channel.postMessage(envelope({ type: 'hello' }));
  return {
    send: (command) => channel.postMessage(envelope({ type: 'command', command })),
    close: () => channel.close(),
  };
}

type Raw = Readonly<Record<string, unknown>>;
const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

function opened(data: unknown): Raw | null {
  return isRaw(data) && data['interleave'] === 'talk' && data['version'] === VERSION ? data : null;
}

const isBy = (value: unknown): value is 1 | -1 => value === 1 || value === -1;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 200;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Kinds that are told by their name alone. */
const PLAIN = [
  'run',
  'stop',
  'recorded',
  'replay',
  'look',
  'countdown',
  'hands',
  'blank',
  'notes',
  'help',
  'leave',
] as const;

/** Null for what is no command. */
export function parseCommand(value: unknown): NotesCommand | null {
  if (!isRaw(value)) return null;
  const { kind, by } = value;
  const plain = PLAIN.find((name) => name === kind);
  if (plain !== undefined) return { kind: plain };
  switch (kind) {
    case 'go':
      return isBy(by) && typeof value['scroll'] === 'boolean' ? { kind, by, scroll: value['scroll'] } : null;
    case 'go-to':
      return value['to'] === 'first' || value['to'] === 'last' ? { kind, to: value['to'] } : null;
    case 'scroll':
    case 'speed':
      return isBy(by) ? { kind, by } : null;
    case 'lane':
      return isBy(by) || by === 0 ? { kind, by } : null;
    case 'hands-are': {
      const { question, choice, count } = value;
      return isText(question) && isText(choice) && (count === null || isCount(count))
        ? { kind, question, choice, count }
        : null;
    }
    case 'seconds-are':
      return isCount(value['seconds']) ? { kind, seconds: value['seconds'] } : null;
    default:
      return null;
  }
}

/** Null for what is no news. */
export function parseNews(value: unknown): TalkNews | null {
  if (!isRaw(value)) return null;
  const { lessons, state, run } = value;
  if (!Array.isArray(lessons) || !lessons.every(isText) || !isRaw(state)) return null;
  const { beat, count, blank, startedAt, seconds, endsAt, hands } = state;
  const parsed = parseHands(hands);
  if (!isCount(beat) || !isCount(count) || typeof blank !== 'boolean' || !isTime(startedAt)) return null;
  if (!isCount(seconds) || !(endsAt === null || isTime(endsAt)) || parsed === null) return null;
  const news = parseRun(run);
  if (news === undefined) return null;
  return { lessons, state: { beat, count, blank, startedAt, seconds, endsAt, hands: parsed }, run: news };
}

function parseHands(value: unknown): Hands | null {
  if (!isRaw(value)) return null;
  const hands: [string, Record<string, number>][] = [];
  for (const [question, counts] of Object.entries(value)) {
    if (!isRaw(counts)) return null;
    const known: [string, number][] = [];
    for (const [choice, count] of Object.entries(counts)) {
      if (!isCount(count)) return null;
      known.push([choice, count]);
    }
    hands.push([question, Object.fromEntries(known)]);
  }
  return Object.fromEntries(hands);
}

function parseRun(value: unknown): RunNews | null | undefined {
  if (value === null) return null;
  if (!isRaw(value)) return undefined;
  const { phase, recordable } = value;
  if (phase !== 'idle' && phase !== 'running' && phase !== 'ended') return undefined;
  return typeof recordable === 'boolean' ? { phase, recordable } : undefined;
}
