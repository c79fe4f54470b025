/**
 * The frame's side of its talk with the page that embeds it. Whoever embeds it learns at once that it is there and how high it is; what a
 * learner does in it is told to the origin that said `hello`, and to no other.
 */
import {
  envelope,
  parseParentMessage,
  type EmbedCommand,
  type FrameMessage,
  type ParentMessage,
} from '../protocol/embed';
import { RateLimit } from '../protocol/budget';

/** Far more than a page has to say, and far less than would hold the frame up. What is above it is not heard. */
export const COMMANDS = { burst: 60, perSecond: 20 } as const;

export type Command = Exclude<ParentMessage, { readonly type: 'hello' }>;
/** What `ready` tells; whether somebody has said hello is the link's to know. */
export type Ready = Omit<Extract<FrameMessage, { readonly type: 'ready' }>, 'greeted'>;
export type News = Exclude<FrameMessage, { readonly type: 'ready' }>;

export interface EmbedLinkEnvironment {
  /** To the page that embeds this frame, and to no other window. */
  readonly post: (message: object, targetOrigin: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
  /** Whether a message comes from that page's own window. */
  readonly isParent: (source: unknown) => boolean;
  ready(): Ready;
  /** What a page that says hello late has missed and still has to know. */
  standing(): readonly News[];
  /** Takes back what `kept` once told: text that may be anything. */
  restore(kept: string): void;
  /** Obeys, or says in a sentence why not. */
  obey(command: Command): Promise<string | null>;
}

export interface EmbedLink {
  /** For the window's `message` events, all of them. */
  receive(event: { readonly data: unknown; readonly origin: string; readonly source: unknown }): void;
  /** Says that the frame is there. */
  begin(): void;
  /** Tells the page, as far as it may know. */
  tell(news: News): void;
}

export function createEmbedLink(environment: EmbedLinkEnvironment): EmbedLink {
  const { post, now, isParent } = environment;
  const limit = new RateLimit(COMMANDS, now());
  let greeted: string | null = null;
  /** The page wants to be told where the learner stands. */
  let keeps = false;
  let height = -1;

  function tell(news: News): void {
    if (news.type === 'height') {
      if (news.height === height) return;
      height = news.height;
      tellHeight();
    } else if (greeted !== null && (news.type !== 'kept' || keeps)) post(envelope(news), targetOf(greeted));
  }

  /** Heights and that the frame is there tell nothing of a learner. */
  function tellHeight(): void {
    if (height < 0) return;
    post(envelope({ type: 'height', height }), '*');
    // What Canvas listens for.
    post({ subject: 'lti.frameResize', height }, '*');
  }

  function refuse(command: EmbedCommand, why: string): void {
    tell({ type: 'refused', command, why });
  }

  return {
    tell,
    begin() {
      post(envelope({ type: 'ready', greeted: false, ...rest(environment.ready()) }), '*');
    },
    receive({ data, origin, source }) {
      if (!isParent(source)) return;
      const message = parseParentMessage(data);
      if (message === null) return;
      if (message.type !== 'hello' && greeted !== origin) return;
      // One window shows one page: a second origin is no guest of the first.
      if (greeted !== null && greeted !== origin) return;
      if (!limit.take(now())) return;
      if (message.type === 'refused') return refuse(message.command, message.why);
      if (message.type === 'hello') {
        greeted = origin;
        keeps ||= message.keep === true;
        // Before anything is said of the learner: it may change that.
        if (message.kept !== undefined) environment.restore(message.kept);
        post(envelope({ type: 'ready', greeted: true, ...rest(environment.ready()) }), targetOf(origin));
        tellHeight();
        environment.standing().forEach(tell);
        return;
      }
      environment.obey(message).then(
        (why) => {
          if (why !== null) refuse(message.type, why);
        },
        () => refuse(message.type, 'Something in the frame failed.'),
      );
    },
  };
}

const rest = ({ lesson, step, title, isolated, threads }: Ready) => ({ lesson, step, title, isolated, threads });

/**
 * A page without an origin of its own (a file, a sandboxed frame) has the origin "null", which no message can be addressed to. What is sent
 * goes to the parent's window all the same, and that window cannot show another page without taking this frame away.
 */
const targetOf = (origin: string): string => (origin === 'null' ? '*' : origin);
