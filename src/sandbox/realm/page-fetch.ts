/**
 * The frame's end of the real network, for one run that was begun with it: the frame itself may fetch nothing, so it asks the page,
 * which decides (`sandbox/host/real-network.ts`). What the page says is believed only as far as it answers something that was asked.
 */
import type { BeyondListener, BeyondRequest, FetchBeyond } from '../../lab/beyond';
import { REAL_CAPS } from '../../protocol/parse-real';
import type { RealAnswer, RealmToPage } from '../../protocol/realm';
import type { Timers } from './timers';

/** How much of an answer has gone on before the page is told of it. */
const TELL_BYTES = REAL_CAPS.window / 4;

/** `fetchThroughPage`: for files of packages, which are not large. */
const MOST_BYTES = 20 * 1024 * 1024;
const DEADLINE_MS = 60_000;

type Asked = Extract<RealmToPage, { readonly type: 'real-request' | 'real-taken' | 'real-abort' }>;
/** A message without its run, which whoever sends it knows. */
export type PageFetchMessage = Asked extends infer M ? (M extends Asked ? Omit<M, 'run'> : never) : never;

export class PageFetch {
  readonly #listeners = new Map<number, BeyondListener>();
  #last = -1;
  #closed = false;

  constructor(
    private readonly say: (message: PageFetchMessage, transfer: Transferable[]) => void,
    private readonly timers: Timers,
  ) {}

  /** What the lab's gateway is given. */
  readonly fetch: FetchBeyond = (request: BeyondRequest, listener: BeyondListener) => {
    const exchange = ++this.#last;
    if (this.#closed) return { taken: () => undefined, abort: () => undefined };
    const problem = tooLarge(request);
    if (problem !== null) {
      const cancel = this.timers.after(0, () => listener.failed('refused', problem));
      return { taken: () => undefined, abort: cancel };
    }
    this.#listeners.set(exchange, listener);
    // A copy: the body may be part of what else the program has sent.
    const body = request.body?.slice() ?? null;
    this.say({ type: 'real-request', exchange, request: { ...request, body } }, body === null ? [] : [body.buffer]);
    let untold = 0;
    return {
      taken: (bytes) => {
        untold += bytes;
        if (untold < TELL_BYTES || !this.#listeners.has(exchange)) return;
        this.say({ type: 'real-taken', exchange, bytes: untold }, []);
        untold = 0;
      },
      abort: () => {
        if (this.#listeners.delete(exchange)) this.say({ type: 'real-abort', exchange }, []);
      },
    };
  };

  /** The page has answered. What belongs to nothing that is open came too late. */
  receive(exchange: number, answer: RealAnswer): void {
    const listener = this.#listeners.get(exchange);
    if (listener === undefined) return;
    switch (answer.part) {
      case 'head':
        return listener.head(answer.status, answer.reason, answer.headers);
      case 'piece':
        return listener.bytes(answer.bytes);
      case 'end':
        this.#listeners.delete(exchange);
        return listener.end();
      case 'failed':
        this.#listeners.delete(exchange);
        return listener.failed(answer.failure, answer.words);
    }
  }

  /**
   * The bytes behind a URL, for the frame's own needs: the same gate, the same rules of the browser. Rejects with an `Error` whose
   * message is a sentence: no answer, an answer that is no success, more than 20 MB, a minute without the last byte, the run's end.
   */
  readonly fetchThroughPage = (url: string): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Error('The run is over.'));
      const parts: Uint8Array[] = [];
      let length = 0;
      const give = (): void => {
        cancel();
        const whole = new Uint8Array(length);
        let at = 0;
        for (const part of parts) {
          whole.set(part, at);
          at += part.length;
        }
        resolve(whole);
      };
      const fail = (words: string): void => {
        cancel();
        exchange.abort();
        reject(new Error(words));
      };
      const cancel = this.timers.after(DEADLINE_MS, () => fail(`${url} did not come within ${DEADLINE_MS / 1000} s.`));
      const exchange = this.fetch(
        { method: 'GET', url, headers: [], body: null },
        {
          head: (status) => {
            if (status >= 300) fail(`${url} was answered with status ${status}.`);
          },
          bytes: (bytes) => {
            parts.push(bytes);
            length += bytes.length;
            if (length > MOST_BYTES) return fail(`${url} is larger than ${MOST_BYTES / 1024 / 1024} MB.`);
            exchange.taken(bytes.length);
          },
          end: give,
          failed: (_failure, words) => fail(words),
        },
      );
    });

  /** The run is over: whoever waits hears so. The gateway's listeners are gone by then. */
  close(): void {
    this.#closed = true;
    const left = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const listener of left) listener.failed('refused', 'The run is over.');
  }
}

/** What the border would not let pass is refused here, where it can be said. */
function tooLarge({ method, url }: BeyondRequest): string | null {
  if (url.length > REAL_CAPS.url) return `An address of more than ${REAL_CAPS.url} characters is not asked.`;
  return method.length > REAL_CAPS.method ? 'There is no such method.' : null;
}
