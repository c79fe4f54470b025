/** One TCP connection, seen from the server's side: from the handshake through its requests to its end. */
import { chanceFor } from './chance';
import { CLIENT_ADDRESS } from './addresses';
import type { LabEvent, LabOutcome } from './events';
import type { FailureKind } from './declaration';
import type { Host } from './host';
import { wireAnswer } from './http/answer';
import { textAnswer, type LabRequest, type LabResponse, type SiteContext, type TimedPiece } from './http/message';
import { RequestParser, type RequestHead } from './http/request-parser';
import { reasonOf } from './http/status';
import { concat, latin1 } from './bytes';
import { Sender } from './sender';
import type { LabTimers } from './timers';

/** Whoever holds the other end: the glue to a program's socket. Any call may be answered by `close()` at once. */
export interface LabClient {
  /** Whose connection it is, for the network panel: a process's number. */
  readonly process?: number;
  /** The connection stands. From here on bytes may be received; those that came earlier were kept. */
  connected(): void;
  /**
   * It never will. `refused`: nobody listens there. `unreachable`: no host has that address. Nothing follows. From a gateway it may
   * also come later, with the reason in words: that the real host does not answer is known only when it is asked.
   */
  refused(reason: 'refused' | 'unreachable', words?: string): void;
  /** Takes bytes and says how many, from the front. If not all, `drained()` must be called when there is room again. */
  write(bytes: Uint8Array): number;
  /** The server will send no more: end of file. */
  end(): void;
  /** The server broke the connection; sometimes it can be said why. Nothing follows. */
  reset(words?: string): void;
}

/** The client's hands on the connection. */
export interface LabConnection {
  /** The client sends. The bytes are copied; all are taken. */
  receive(bytes: Uint8Array): void;
  /** The client shut its writing end: whatever it has asked for is still answered. */
  finish(): void;
  /** The client has room again after a `write` that did not take all. */
  drained(): void;
  /** The client is gone. Everything pending is dropped; none of its methods is called any more. */
  close(): void;
}

/** What connections share. */
export interface Surroundings {
  readonly timers: LabTimers;
  readonly seed: number;
  observe(event: LabEvent): void;
  nextExchange(): number;
  nextConnection(): number;
  epochMs(): number;
  /** The connection is over; it is forgotten. */
  ended(connection: LabConnection): void;
}

/** After so long without a request, servers hang up. */
export const KEEP_ALIVE_MS = 60_000;
/** After so long without an answer, a stalled request's connection is broken. */
export const STALL_MS = 60_000;
const MAX_PATH = 2_048;
/** More than a body's limit, unread behind a request that is being answered: nobody pipelines that honestly. */
const MAX_UNREAD = 40 * 1024 * 1024;

/** One row of the network panel, while it lasts. */
interface Exchange {
  readonly id: number;
  /** Its request has begun. */
  used: boolean;
  status: number | null;
  /** What the connection had sent before it. */
  readonly sentBefore: number;
}

export class ServerConnection implements LabConnection {
  readonly #host: Host;
  readonly #port: number;
  readonly #client: LabClient;
  readonly #around: Surroundings;
  readonly #id: number;
  /** How many connections this host had before. */
  readonly #ordinal: number;
  readonly #parser = new RequestParser();
  readonly #sender: Sender;
  readonly #timers = new Set<() => void>();
  #hangUpWhenIdle: (() => void) | null = null;
  #continueLater: (() => void) | null = null;
  #exchange: Exchange | null = null;
  /** The host reads what comes. */
  #open = false;
  /** A request is being answered: the next one waits. */
  #answering = false;
  #received = false;
  #finished = false;
  #closed = false;
  /** When all that was received so far has got through the line. */
  #arrival = 0;

  constructor(host: Host, port: number, client: LabClient, around: Surroundings) {
    this.#host = host;
    this.#port = port;
    this.#client = client;
    this.#around = around;
    this.#id = around.nextConnection();
    this.#ordinal = host.nextConnection();
    this.#sender = new Sender((bytes) => client.write(bytes), host.link, around.timers);
    this.#shakeHands();
  }

  // -- what the client does ------------------------------------------------------------------------------------------

  receive(bytes: Uint8Array): void {
    if (this.#closed || this.#finished || bytes.length === 0) return;
    this.#received = true;
    this.#stayAwake();
    this.#arrival = this.#host.uplink.book(bytes.length, this.#around.timers.now());
    this.#parser.push(bytes);
    if (this.#parser.unread > MAX_UNREAD) this.#break();
    else this.#read();
  }

  finish(): void {
    if (this.#closed || this.#finished) return;
    this.#finished = true;
    this.#read();
  }

  drained(): void {
    if (!this.#closed) this.#sender.drained();
  }

  close(): void {
    if (this.#closed) return;
    const unused = this.#open && !this.#received;
    this.#end(unused ? 'unused' : 'cancelled');
  }

  // -- the handshake ---------------------------------------------------------------------------------------------------

  #shakeHands(): void {
    const { name, behaviour } = this.#host;
    this.#exchange = { id: this.#around.nextExchange(), used: false, status: null, sentBefore: 0 };
    this.#tell({ phase: 'connecting', connection: this.#id, process: this.#process, host: name, port: this.#port });
    if (behaviour === 'black-hole') return;
    this.#later(this.#handshakeTrip(), () => {
      const isListening = behaviour === 'serves' && this.#host.isOpen(this.#port);
      const admission = isListening ? this.#host.admit(this) : 'full';
      if (admission === 'full') {
        this.#end('refused');
        this.#client.refused('refused');
        return;
      }
      if (admission === 'queued') this.#tell({ phase: 'queued' });
      // The operating system completes a TCP handshake before the server looks at it; TLS is the server's own work.
      if (!this.#isTls) this.#client.connected();
      if (admission === 'served') this.admitted();
    });
  }

  /** The host has a place for this connection. */
  admitted(): void {
    if (this.#closed) return;
    if (!this.#isTls) this.#serve();
    else {
      this.#later(this.#handshakeTrip(), () => {
        this.#client.connected();
        this.#serve();
      });
    }
  }

  #serve(): void {
    if (this.#closed) return;
    this.#open = true;
    this.#tell({ phase: 'connected' });
    this.#read();
  }

  get #isTls(): boolean {
    return this.#port === 443;
  }

  get #process(): number | null {
    return this.#client.process ?? null;
  }

  #handshakeTrip(): number {
    const chance = chanceFor(this.#around.seed, this.#host.name, 'connection', this.#ordinal);
    return this.#host.roundTrip(chance.float());
  }

  // -- requests --------------------------------------------------------------------------------------------------------

  #read(): void {
    while (this.#open && !this.#answering && !this.#closed) {
      const parsed = this.#parser.next();
      if (parsed === null) {
        if (this.#finished) this.#hangUp(this.#parser.midway ? 'cancelled' : 'unused');
        else this.#waitForMore();
        return;
      }
      if (parsed.kind === 'head') {
        this.#begin(parsed.head.method, parsed.head.target);
        if (parsed.head.expectsContinue) this.#promise();
        continue;
      }
      this.#answering = true;
      this.#stayAwake();
      this.#continueLater?.();
      this.#continueLater = null;
      if (parsed.kind === 'bad') {
        if (this.#exchange?.used !== true) this.#begin('?', '');
        const { status, sentence } = parsed;
        this.#whenArrived(0, () => {
          const head = { method: 'GET', minor: 1, keepAlive: false } as const;
          this.#answerLater(this.#host.roundTrip(0), head, refusal(status, sentence));
        });
        return;
      }
      const { head, request } = parsed;
      this.#whenArrived(request.body.length, () => this.#handle(head, request));
    }
  }

  #begin(method: string, target: string): void {
    // Null after an answer: this is a later request on the same connection.
    if (this.#exchange === null) {
      this.#exchange = { id: this.#around.nextExchange(), used: true, status: null, sentBefore: this.#sender.sent };
    }
    this.#exchange.used = true;
    this.#tell({
      phase: 'request',
      connection: this.#id,
      process: this.#process,
      host: this.#host.name,
      port: this.#port,
      method,
      path: target.slice(0, MAX_PATH),
    });
  }

  /** "100 Continue", unless the body comes (or turns out to be too large) before that. */
  #promise(): void {
    this.#continueLater = this.#later(this.#host.roundTrip(0), () => {
      this.#continueLater = null;
      this.#sender.send([{ afterMs: 0, bytes: latin1('HTTP/1.1 100 Continue\r\n\r\n') }], () => undefined);
    });
  }

  /** When the request's last byte has got through: a large body takes its time. */
  #whenArrived(bytes: number, act: () => void): void {
    const proceed = () => {
      this.#tell({ phase: 'sent', bytes });
      act();
    };
    const wait = this.#arrival - this.#around.timers.now();
    if (wait < 0.5) proceed();
    else this.#later(wait, proceed);
  }

  #handle(head: RequestHead, request: LabRequest): void {
    const { seed, timers } = this.#around;
    const { method, target } = request;
    const key = `${method} ${target}`;
    const chance = chanceFor(seed, this.#host.name, key, this.#host.occurrences.next(key));
    const trip = this.#host.roundTrip(chance.float());
    // Always drawn, so that a change of the weather changes which requests fail and nothing else.
    const [whether, which, code] = [chance.float(), chance.float(), chance.float()];

    const early = this.#host.tooEarlyBy(timers.now());
    if (early > 0) {
      const seconds = String(Math.max(1, Math.ceil(early / 1_000)));
      const answer = refusal(429, `This host takes so many requests and no more: come back in ${seconds} s.`);
      return this.#answerLater(trip, head, { ...answer, headers: [...answer.headers, ['Retry-After', seconds]] });
    }
    const failure = this.#host.failure(whether, which);
    if (failure !== null) return this.#fail(failure, trip, head, code < 0.5 ? 500 : 503);

    const context: SiteContext = {
      scheme: this.#isTls ? 'https' : 'http',
      host: this.#host.name,
      port: this.#port,
      clientAddress: CLIENT_ADDRESS,
      epochMs: this.#around.epochMs(),
      random: chance,
      seed,
    };
    const response = this.#ask(request, context);
    this.#answerLater(trip + (response.serverMs ?? 0), head, response);
  }

  /** A request that its site cannot digest (JSON nested a hundred thousand deep, say) must not bring the network down. */
  #ask(request: LabRequest, context: SiteContext): LabResponse {
    try {
      return this.#host.site(request, context);
    } catch (error) {
      return refusal(500, `The lab's own host failed: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  #fail(kind: FailureKind, trip: number, head: RequestHead, status: 500 | 503): void {
    switch (kind) {
      case 'reset':
        this.#later(trip, () => this.#break());
        return;
      case 'stall':
        this.#later(STALL_MS, () => this.#break());
        return;
      case 'status':
        this.#answerLater(
          trip,
          head,
          refusal(status, 'The lab network lets some requests fail, and this is one of them.'),
        );
        return;
    }
  }

  #answerLater(ms: number, head: Pick<RequestHead, 'method' | 'minor' | 'keepAlive'>, response: LabResponse): void {
    this.#later(ms, () => {
      const { method, minor, keepAlive } = head;
      const wire = wireAnswer(response, { method, minor, keepAlive, epochMs: this.#around.epochMs() });
      if (this.#exchange !== null) this.#exchange.status = response.status;
      this.#tell({ phase: 'receiving', status: response.status });
      this.#sender.send(headFirst(wire.head, wire.pieces), () => {
        if (!wire.keepAlive) return this.#hangUp('ok');
        this.#done('ok');
        this.#answering = false;
        this.#read();
      });
    });
  }

  // -- the end ---------------------------------------------------------------------------------------------------------

  #waitForMore(): void {
    this.#hangUpWhenIdle ??= this.#later(KEEP_ALIVE_MS, () =>
      this.#hangUp(this.#parser.midway ? 'cancelled' : 'unused'),
    );
  }

  #stayAwake(): void {
    this.#hangUpWhenIdle?.();
    this.#hangUpWhenIdle = null;
  }

  /** The server closes after its last word. */
  #hangUp(outcome: LabOutcome): void {
    this.#end(outcome);
    this.#client.end();
  }

  #break(): void {
    this.#end('reset');
    this.#client.reset();
  }

  #end(outcome: LabOutcome): void {
    this.#closed = true;
    this.#done(outcome);
    for (const callOff of this.#timers) callOff();
    this.#timers.clear();
    this.#sender.stop();
    this.#host.leave(this);
    this.#around.ended(this);
  }

  #done(outcome: LabOutcome): void {
    if (this.#exchange === null) return;
    const { status, sentBefore } = this.#exchange;
    this.#tell({ phase: 'done', outcome, status, bytes: this.#sender.sent - sentBefore });
    this.#exchange = null;
  }

  // -- helpers ---------------------------------------------------------------------------------------------------------

  /** Calls `act` later, unless the connection has ended by then. */
  #later(ms: number, act: () => void): () => void {
    const callOff = this.#around.timers.after(ms, () => {
      this.#timers.delete(cancel);
      if (!this.#closed) act();
    });
    const cancel = () => {
      this.#timers.delete(cancel);
      callOff();
    };
    this.#timers.add(cancel);
    return cancel;
  }

  #tell(what: Untold): void {
    if (this.#exchange === null) return;
    this.#around.observe({ ...what, t: this.#around.timers.now(), exchange: this.#exchange.id });
  }
}

/** An event without its time and exchange. */
export type Untold = LabEvent extends infer E ? (E extends LabEvent ? Omit<E, 't' | 'exchange'> : never) : never;

function refusal(status: number, sentence: string): LabResponse {
  return textAnswer(`${status} ${reasonOf(status)}\n\n${sentence}\n`, status);
}

/** Head and body in as few pieces as they fit into. */
function* headFirst(head: Uint8Array, pieces: Iterable<TimedPiece>): Generator<TimedPiece> {
  let held: Uint8Array | null = head;
  for (const piece of pieces) {
    if (held !== null && piece.afterMs === 0) {
      yield { afterMs: 0, bytes: concat([held, piece.bytes]) };
      held = null;
      continue;
    }
    if (held !== null) yield { afterMs: 0, bytes: held };
    held = null;
    yield piece;
  }
  if (held !== null) yield { afterMs: 0, bytes: held };
}
