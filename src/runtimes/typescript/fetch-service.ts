/**
 * The part of `fetch` that goes on while the program's threads compute: requests over the lab network, and redirects, in the worker
 * that the network lives in. Each thread has a port (`fetch-messages.ts`).
 */
import { HttpClient, type ClientExchange } from '../../lab/http/client';
import type { AnswerHead } from '../../lab/http/client-parser';
import { headerOf, type Headers } from '../../lab/http/message';
import type { LabNetwork } from '../../lab/network';
import type { FromLab, ToLab } from './fetch-messages';

/** As browsers do (Fetch, "HTTP-redirect fetch"). */
const MOST_REDIRECTS = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

type Asked = Extract<ToLab, { readonly type: 'fetch' }>;

/** The part of a MessagePort that is used. */
export interface FetchPort {
  onmessage: ((event: MessageEvent<ToLab>) => void) | null;
  postMessage(message: FromLab, transfer: Transferable[]): void;
  close(): void;
}

interface Job {
  exchange: ClientExchange | null;
}

export class FetchService {
  readonly #client: HttpClient;
  /** By process. */
  readonly #threads = new Map<number, { readonly port: FetchPort; readonly jobs: Map<number, Job> }>();

  constructor(
    private readonly lab: LabNetwork,
    /** What is said of ourselves where the program says nothing. */
    private readonly userAgent: string,
  ) {
    this.#client = new HttpClient((target, client) => lab.connect(target, client));
  }

  /** Answers what comes from this port. `process` is whose it is, for the network panel. */
  serve(process: number, port: FetchPort): void {
    const jobs = new Map<number, Job>();
    this.#threads.set(process, { port, jobs });
    port.onmessage = ({ data }) => {
      if (data.type === 'fetch') {
        const job: Job = { exchange: null };
        jobs.set(data.id, job);
        const say = (message: FromLab, transfer: Transferable[] = []): void => {
          if (message.type === 'end' || message.type === 'failed') jobs.delete(data.id);
          port.postMessage(message, transfer);
        };
        return new Fetching(this.#client, this.lab, process, data, this.userAgent, job, say).begin(
          new URL(data.url),
          0,
        );
      }
      const exchange = jobs.get(data.id)?.exchange;
      if (data.type === 'taken') return exchange?.taken(data.bytes);
      exchange?.abort();
      jobs.delete(data.id);
    };
  }

  /** The thread is gone, and nobody hears its answers. */
  forget(process: number): void {
    const thread = this.#threads.get(process);
    if (thread === undefined) return;
    this.#threads.delete(process);
    thread.port.onmessage = null;
    thread.port.close();
    for (const { exchange } of thread.jobs.values()) exchange?.abort();
  }
}

/** One call of `fetch`, through all its redirects. */
class Fetching {
  #method: string;
  #headers: Headers;
  #body: Uint8Array | null;

  constructor(
    private readonly client: HttpClient,
    private readonly lab: LabNetwork,
    private readonly process: number,
    private readonly asked: Asked,
    private readonly userAgent: string,
    private readonly job: Job,
    private readonly say: (message: FromLab, transfer?: Transferable[]) => void,
  ) {
    this.#method = asked.method;
    this.#headers = asked.headers;
    this.#body = asked.body;
  }

  begin(url: URL, redirects: number): void {
    const { id } = this.asked;
    const host = url.hostname;
    if (this.lab.resolve(host) === null) {
      const known = this.lab.hostNames().join(', ') || 'none';
      return this.#fail(`The lab network has no host '${host}'. Its hosts are: ${known}.`);
    }
    let next: URL | null = null;
    this.job.exchange = this.client.send(
      this.process,
      {
        host,
        port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
        hostHeader: url.host,
        method: this.#method,
        target: `${url.pathname}${url.search}`,
        headers: this.#said(),
        body: this.#body,
      },
      {
        head: (head) => {
          const { redirect } = this.asked;
          const location = REDIRECTS.has(head.status) ? headerOf(head.headers, 'location') : null;
          if (location === null || redirect === 'manual') return this.#tellHead(head, url, redirects > 0);
          next = this.#follow(head, url, location, redirects);
        },
        bytes: (bytes) => {
          // Of an answer that only says where to go, nobody reads the rest.
          if (next !== null) return this.job.exchange?.taken(bytes.length);
          const own = bytes.slice();
          this.say({ type: 'bytes', id, bytes: own }, [own.buffer]);
        },
        end: () => {
          if (next === null) this.say({ type: 'end', id });
          else this.begin(next, redirects + 1);
        },
        failed: (words) => this.#fail(words),
      },
    );
  }

  /** Where to go; null when the program has been told that nothing comes of it. */
  #follow({ status }: AnswerHead, from: URL, location: string, redirects: number): URL | null {
    const stop = (words: string): null => {
      this.job.exchange?.abort();
      this.#fail(words);
      return null;
    };
    if (this.asked.redirect === 'error') {
      return stop(`${from.hostname} answered with a redirect (${status}), and the request says redirect: 'error'.`);
    }
    if (redirects >= MOST_REDIRECTS) return stop(`There were more than ${MOST_REDIRECTS} redirects.`);
    // A header is bytes, and an address in it UTF-8.
    const where = fromBytes(location);
    const to = URL.canParse(where, from) ? new URL(where, from) : null;
    if (to === null || !/^https?:$/.test(to.protocol)) {
      return stop(`${from.hostname} answered with a redirect to '${location}', which is no address of the web.`);
    }
    const becomesGet =
      status === 303 ? this.#method !== 'GET' && this.#method !== 'HEAD' : status < 303 && this.#method === 'POST';
    if (becomesGet) {
      this.#method = 'GET';
      this.#body = null;
      this.#headers = this.#headers.filter(([name]) => !/^content-/i.test(name));
    }
    // What is meant for one host is not said to another.
    if (to.origin !== from.origin) this.#headers = this.#headers.filter(([name]) => !/^authorization$/i.test(name));
    return to;
  }

  #said(): Headers {
    const standard = [
      ['Accept', '*/*'],
      ['User-Agent', this.userAgent],
    ] as const;
    return [...standard.filter(([name]) => headerOf(this.#headers, name) === null), ...this.#headers];
  }

  #tellHead({ status, reason, headers }: AnswerHead, url: URL, redirected: boolean): void {
    this.say({ type: 'head', id: this.asked.id, status, reason, headers, url: url.href, redirected });
  }

  #fail(words: string): void {
    this.say({ type: 'failed', id: this.asked.id, words });
  }
}

function fromBytes(text: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  } catch {
    return text;
  }
}
