/**
 * The gate to the real network. The realm has none of its own (its policy forbids it); what a program asks of real hosts the page
 * fetches on behalf of that one run, and only if it was begun so: whoever begins a run without the switch makes no such room, and
 * a request for one is then a fault of the realm.
 *
 * The page stakes nothing of its own: no cookies, no referrer, no cache, http(s) only. The browser treats every request as one of a
 * page, so its rules apply: what a server does not allow pages of other sites to read (CORS) the program does not get either.
 * When they bite, `#explain` finds out what happened, as far as a page can, and says it.
 */
import type { BeyondFailure, BeyondRequest } from '../../lab/beyond';
import { REAL_CAPS } from '../../protocol/parse-real';
import type { RealAnswer } from '../../protocol/realm';
import type { Clock } from './clock';
import type { Web } from './web';

export const REAL_LIMITS = {
  /** Requests under way at once; the others wait for their turn. Browsers have six connections to a host anyway. */
  open: 24,
  waiting: 1_000,
  /** From the request to the answer's head, and between two pieces of it. */
  headMs: 60_000,
  pieceMs: 60_000,
  /** For finding out why there was no answer, and for the browser's report on that. */
  probeMs: 10_000,
  reportMs: 300,
} as const;

interface Exchange {
  readonly id: number;
  readonly request: BeyondRequest;
  readonly abort: AbortController;
  /** Bytes that the realm has not confirmed. */
  ahead: number;
  /** Set while the next piece waits for confirmation. */
  goOn: (() => void) | null;
}

/** Ends an exchange with words of ours. */
class Refusal extends Error {
  constructor(
    readonly failure: BeyondFailure,
    words: string,
  ) {
    super(words);
  }
}

export class RealNetwork {
  readonly #open = new Map<number, Exchange>();
  readonly #waiting: Exchange[] = [];
  #last = -1;
  /** Why nothing is fetched any more. */
  #cut: string | null = null;
  #over = false;

  constructor(
    private readonly say: (exchange: number, answer: RealAnswer, transfer: Transferable[]) => void,
    private readonly web: Web,
    private readonly clock: Clock,
  ) {}

  /** The realm asks. The answer is what is wrong with that, if anything is: a fault of the realm. */
  ask(id: number, request: BeyondRequest): string | null {
    if (id <= this.#last) return 'The realm asked for an exchange with the real network that it had asked for before.';
    this.#last = id;
    if (this.#over) return null;
    const exchange: Exchange = { id, request, abort: new AbortController(), ahead: 0, goOn: null };
    if (this.#cut !== null) this.#fail(exchange, 'refused', this.#cut);
    else if (this.#open.size < REAL_LIMITS.open) this.#begin(exchange);
    else if (this.#waiting.length < REAL_LIMITS.waiting) this.#waiting.push(exchange);
    else
      this.#fail(exchange, 'refused', `More than ${REAL_LIMITS.waiting} requests wait for the real network already.`);
    return null;
  }

  /** So many bytes have got on from the realm to the program. */
  taken(id: number, bytes: number): void {
    const exchange = this.#open.get(id);
    if (exchange === undefined) return;
    exchange.ahead = Math.max(0, exchange.ahead - bytes);
    if (exchange.ahead < REAL_CAPS.window) exchange.goOn?.();
  }

  abort(id: number): void {
    const waiting = this.#waiting.findIndex((one) => one.id === id);
    if (waiting >= 0) this.#waiting.splice(waiting, 1);
    const exchange = this.#open.get(id);
    if (exchange === undefined) return;
    this.#leave(exchange);
  }

  /** From now on nothing is fetched for this run: what is under way ends with these words, and so does what is asked for later. */
  cut(words: string): void {
    if (this.#cut !== null || this.#over) return;
    this.#cut = words;
    for (const exchange of [...this.#waiting.splice(0), ...this.#open.values()]) {
      this.#leave(exchange);
      this.#fail(exchange, 'refused', words);
    }
  }

  /** The run is over. */
  dispose(): void {
    this.#over = true;
    this.#waiting.length = 0;
    for (const exchange of [...this.#open.values()]) this.#leave(exchange);
  }

  // -- inside ----------------------------------------------------------------------------------------------------------

  #begin(exchange: Exchange): void {
    this.#open.set(exchange.id, exchange);
    void this.#perform(exchange).then(
      () => this.#done(exchange, { part: 'end' }),
      (error: unknown) => {
        const words = error instanceof Error ? error.message : String(error);
        this.#done(exchange, { part: 'failed', failure: error instanceof Refusal ? error.failure : 'broken', words });
      },
    );
  }

  /** Its last word, unless it was given up. */
  #done(exchange: Exchange, answer: Extract<RealAnswer, { readonly part: 'end' | 'failed' }>): void {
    if (!this.#isOpen(exchange)) return;
    this.#leave(exchange);
    if (answer.part === 'end') this.say(exchange.id, answer, []);
    else this.#fail(exchange, answer.failure, answer.words);
  }

  #fail({ id }: Exchange, failure: BeyondFailure, words: string): void {
    this.say(id, { part: 'failed', failure, words: words.slice(0, REAL_CAPS.words) }, []);
  }

  /** Lets go of whatever it holds; the next one may begin. */
  #leave(exchange: Exchange): void {
    if (!this.#open.delete(exchange.id)) return;
    exchange.abort.abort();
    exchange.goOn?.();
    if (this.#over || this.#cut !== null) return;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#begin(next);
  }

  #isOpen({ id }: Exchange): boolean {
    return this.#open.has(id);
  }

  async #perform(exchange: Exchange): Promise<void> {
    const { request, id } = exchange;
    const url = allowed(request, this.web.secure);
    const response = await this.#fetchHead(exchange, url);
    if (!this.#isOpen(exchange)) return;
    const { status } = response;
    this.say(
      id,
      { part: 'head', status, reason: response.statusText.slice(0, 200), headers: told(response.headers) },
      [],
    );
    if (response.body !== null) await this.#passOn(exchange, url, response.body.getReader());
  }

  async #fetchHead(exchange: Exchange, url: URL): Promise<Response> {
    const { method, headers, body } = exchange.request;
    const init: RequestInit = {
      ...PRIVATE,
      method,
      mode: 'cors',
      signal: exchange.abort.signal,
      ...(body === null ? {} : { body: body as Uint8Array<ArrayBuffer> }),
    };
    try {
      const sent = new Headers();
      for (const [name, value] of headers) sent.append(name, value);
      const asked = this.web.fetch(url.href, { ...init, headers: sent });
      return await this.#within(REAL_LIMITS.headMs, asked, () => `${url.host} did not answer within a minute.`);
    } catch (error) {
      if (error instanceof Refusal || !this.#isOpen(exchange)) throw error;
      throw await this.#explain(exchange, url);
    }
  }

  async #passOn(exchange: Exchange, url: URL, reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    let length = 0;
    try {
      for (;;) {
        if (exchange.ahead >= REAL_CAPS.window) await new Promise<void>((goOn) => (exchange.goOn = goOn));
        exchange.goOn = null;
        if (!this.#isOpen(exchange)) return;
        const late = (): string => `${url.host} went silent for a minute in the middle of its answer.`;
        const { done, value } = await this.#within(REAL_LIMITS.pieceMs, this.#read(reader, url), late);
        if (!this.#isOpen(exchange) || done) return;
        length += value.length;
        if (length > REAL_CAPS.answer) {
          const most = REAL_CAPS.answer / 1024 / 1024;
          throw new Refusal(
            'refused',
            `The answer of ${url.host} is larger than the ${most} MB that a run may fetch at once.`,
          );
        }
        for (let at = 0; at < value.length; at += REAL_CAPS.piece) {
          const bytes = value.slice(at, at + REAL_CAPS.piece);
          exchange.ahead += bytes.length;
          this.say(exchange.id, { part: 'piece', bytes }, [bytes.buffer]);
        }
      }
    } finally {
      // What is left of it nobody wants; that it is broken already is no news.
      reader.cancel().catch(() => {});
    }
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>, url: URL) {
    try {
      return await reader.read();
    } catch {
      throw new Refusal('broken', `The connection to ${url.host} broke in the middle of its answer.`);
    }
  }

  async #within<T>(ms: number, work: Promise<T>, late: () => string): Promise<T> {
    let cancel = (): void => {};
    const deadline = new Promise<never>((_, reject) => {
      cancel = this.clock.after(ms, () => reject(new Refusal('unreachable', late())));
    });
    try {
      return await Promise.race([work, deadline]);
    } finally {
      cancel();
    }
  }

  // -- why there was no answer -------------------------------------------------------------------------------------------

  /**
   * To a page a forbidden answer and no answer are one and the same error, on purpose. What can be told apart is whether anybody
   * answers at all, when nothing is read: so the same address is asked once more, for nothing but its head.
   */
  async #explain({ request, abort }: Exchange, url: URL): Promise<Refusal> {
    const { method, headers } = request;
    if (!this.web.online()) {
      return new Refusal('unreachable', `${url.host} cannot be reached: this computer is off line.`);
    }
    const answers = await this.#answers(url, abort.signal);
    const special = headers.map(([name]) => name).filter((name) => !isSimple(name, headers));
    const permission =
      special.length > 0 || !/^(?:GET|HEAD|POST)$/.test(method)
        ? ` Before a ${method} request${special.length > 0 ? ` with the header ${special.slice(0, 3).join(', ')}` : ''}, ` +
          'the browser asks the server whether it may, and many servers do not say yes.'
        : '';
    const kept = `it does not allow pages of other sites to read its answers (CORS), so the browser keeps them back.${permission}`;
    if (answers === true) {
      return new Refusal(
        'blocked',
        `${url.host} answered, but ${kept} A program outside of a browser could read them.`,
      );
    }
    if (answers === false) {
      return new Refusal(
        'unreachable',
        `Nobody answers at ${url.host}: there is no such host, or it is not listening.`,
      );
    }
    return new Refusal('blocked', `Either nobody answers at ${url.host}, or ${kept} This browser does not say which.`);
  }

  /** Whether anybody answers there; null when this browser does not tell. */
  async #answers(url: URL, signal: AbortSignal): Promise<boolean | null> {
    const { watchKeptBack } = this.web;
    let report = (): void => {};
    const reported = new Promise<true>((resolve) => (report = () => resolve(true)));
    const unwatch = watchKeptBack?.((kept) => {
      if (originOf(kept) === url.origin) report();
    });
    try {
      const init: RequestInit = { ...PRIVATE, method: 'HEAD', mode: 'no-cors', signal };
      await this.#within(REAL_LIMITS.probeMs, this.web.fetch(url.href, init), () => '');
      return true;
    } catch {
      if (watchKeptBack === null) return null;
      return await this.#within(REAL_LIMITS.reportMs, reported, () => '').catch(() => false);
    } finally {
      unwatch?.();
    }
  }
}

/** Nothing of the page's own goes along, and nothing of the answer stays. */
const PRIVATE = {
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'follow',
} as const satisfies RequestInit;

/** The URL, if a page may ask it at all; else the refusal says why not, where the browser itself would say nothing. */
function allowed({ url: text, headers }: BeyondRequest, secure: boolean): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Refusal('refused', `${text.slice(0, 200)} is not an address that a browser understands.`);
  }
  if (!/^https?:$/.test(url.protocol)) throw new Refusal('refused', 'Only http and https addresses can be asked.');
  if (url.username !== '' || url.password !== '')
    throw new Refusal('refused', 'Browsers fetch no address with a name and password in it.');
  if (url.port !== '' && BLOCKED_PORTS.has(Number(url.port)))
    throw new Refusal(
      'refused',
      `Browsers let no page connect to port ${url.port}: other things than web servers live there.`,
    );
  if (secure && url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    const words = `This page came over https, and browsers let such a page ask only https servers: try https://${url.host}.`;
    throw new Refusal('blocked', words);
  }
  try {
    for (const [name, value] of headers) new Headers().append(name, value);
  } catch {
    throw new Refusal('refused', 'A header of the request is one that no browser sends.');
  }
  return url;
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127(?:\.\d+){3}$/.test(host) || host === '[::1]';
}

function originOf(text: string): string {
  try {
    return new URL(text).origin;
  } catch {
    return '';
  }
}

/** A header that pages may send without asking first (Fetch, "CORS-safelisted request-header"). */
function isSimple(name: string, headers: BeyondRequest['headers']): boolean {
  const lower = name.toLowerCase();
  if (lower !== 'content-type') return /^(?:accept|accept-language|content-language|range)$/.test(lower);
  const value = headers.find(([other]) => other.toLowerCase() === lower)?.[1] ?? '';
  return /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|$)/i.test(value);
}

/** What the border lets pass of an answer's headers: servers say many things. */
function told(headers: Headers): [name: string, value: string][] {
  const kept: [string, string][] = [];
  let chars = 0;
  for (const [name, value] of headers) {
    chars += name.length + value.length;
    if (kept.length >= REAL_CAPS.headers || chars > REAL_CAPS.headerChars) break;
    kept.push([name, value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')]);
  }
  return kept;
}

/** Ports that no browser connects to. Source: Fetch, 2.9 "Port blocking". */
const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);
