/**
 * The page's end of one frame: everything said through its port. When it closes, for whatever reason, everything that hung
 * on it is settled, and it is of no more use; the realm opens another.
 *
 * It knows a port and a clock but no document, so all of it can be tested with a MessageChannel.
 */
import { deferred, type Deferred } from '../../base/deferred';
import { RateLimit, SPEECH } from '../../protocol/budget';
import type { FileContent } from '../../protocol/files';
import type { BootedFrom } from '../../protocol/kit';
import { parseRealmToPage } from '../../protocol/parse-realm';
import {
  REALM_PROTOCOL_VERSION,
  type Capabilities,
  type PageToRealm,
  type RealmToPage,
  type StageLook,
} from '../../protocol/realm';
import type { Language } from '../../runtimes/runtime';
import type { Clock } from './clock';
import { PATIENCE } from './limits';
import type { Line, LiveRun } from './live-run';
import { RealmError } from './realm-error';

export interface BootProgress {
  /** What is being done, for the learner. */
  readonly step: string;
  /** Bytes so far and in all; both 0 in steps without bytes. */
  readonly loaded: number;
  readonly total: number;
}

export interface Booted {
  readonly version: string;
  readonly from: BootedFrom;
  readonly bootMs: number;
  /** While a program computes on its frame's main thread, the page can do nothing: its loops are made to give up in time. */
  readonly sharesThread: boolean;
}

/** Where on the page a program's figure is seen, and how it looks. */
export interface StagePlace {
  /** An element that stands where the figure is to be. The frame is laid over it, because moving a frame would load it anew. */
  readonly element: HTMLElement;
  readonly look: StageLook;
}

/** A frame with a port into it. */
export interface Frame {
  readonly port: MessagePort;
  /** Shows the frame over this element, wherever that is on the page; null: out of sight again. */
  showOver?(element: HTMLElement | null): void;
  /** Removes the frame. Must not throw, whatever the frame does. */
  remove(): void;
  /** Set by the connection: the frame did what no realm does (it went to another page, it shouted across windows). */
  onMisbehaviour: (what: string) => void;
  /** Set by the connection: what the frame is made of could not be had. */
  onUnreachable?: (what: string) => void;
}

interface PendingBoot {
  readonly answer: Deferred<Booted>;
  readonly listeners: Set<(progress: BootProgress) => void>;
  cancelDeadline: () => void;
}

export class Connection implements Line {
  readonly hello: Promise<Capabilities>;
  readonly #hello = deferred<Capabilities>();
  readonly #runs = new Map<number, LiveRun>();
  readonly #boots = new Map<Language, PendingBoot>();
  readonly #speech: RateLimit;
  readonly #cancelHello: () => void;
  /** Files that were asked for, by the number of the question. */
  readonly #reads = new Map<number, { readonly answer: Deferred<FileContent>; readonly cancel: () => void }>();
  #lastRead = 0;
  #closed: RealmError | null = null;
  #spin: Deferred<void> | null = null;
  sharesThread = false;
  #highestRun = -1;

  #cancelBeat: (() => void) | null = null;
  #nonce = 0;
  /** The ping that is out, and for how long it has been, as far as the page's own attention can vouch. */
  #awaited: number | null = null;
  #silence = 0;

  constructor(
    private readonly frame: Frame,
    private readonly clock: Clock,
    private readonly onClosed: (error: RealmError) => void,
    readonly servesOnce = false,
  ) {
    this.hello = this.#hello.promise;
    // Whoever waits hears of it; that nobody waits is no error.
    this.hello.catch(() => {});
    this.#speech = new RateLimit(SPEECH, clock.now());
    frame.onMisbehaviour = (what) => this.giveUp(new RealmError('protocol', what));
    frame.onUnreachable = (what) => this.giveUp(new RealmError('unreachable', what));
    frame.port.onmessage = (event: MessageEvent<unknown>) => this.#receive(event.data);
    frame.port.onmessageerror = () =>
      this.giveUp(new RealmError('protocol', 'The realm sent something that cannot be read here.'));
    this.#cancelHello = clock.after(PATIENCE.hello, () =>
      this.giveUp(new RealmError('unreachable', `The sandbox did not answer within ${PATIENCE.hello / 1000} s.`)),
    );
  }

  /** The frame has something to show, and here is where and how. */
  show(place: StagePlace | null): void {
    if (this.#closed !== null) return;
    this.frame.showOver?.(place?.element ?? null);
    if (place !== null) this.send({ type: 'stage', look: place.look });
  }

  get closed(): boolean {
    return this.#closed !== null;
  }

  send(message: PageToRealm, transfer: Transferable[] = []): void {
    if (this.#closed === null) this.frame.port.postMessage(message, transfer);
  }

  boot(language: Language, onProgress?: (progress: BootProgress) => void): Promise<Booted> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    let boot = this.#boots.get(language);
    if (boot === undefined) {
      boot = { answer: deferred(), listeners: new Set(), cancelDeadline: () => {} };
      this.#boots.set(language, boot);
      this.send({ type: 'boot', language });
      this.#extend(boot);
    }
    if (onProgress !== undefined) boot.listeners.add(onProgress);
    return boot.answer.promise;
  }

  /** Lets the frame compute for `ms`. Resolves when it has; rejects when the frame is gone. */
  spin(ms: number): Promise<void> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    const spin = (this.#spin = deferred<void>());
    this.send({ type: 'spin', ms });
    return spin.promise;
  }

  readFile(run: number, path: string, most: number): Promise<FileContent> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    const read = ++this.#lastRead;
    const answer = deferred<FileContent>();
    const cancel = this.clock.after(PATIENCE.file, () => {
      this.#reads.delete(read);
      answer.reject(new RealmError('unresponsive', 'The sandbox did not answer.'));
    });
    this.#reads.set(read, { answer, cancel });
    this.send({ type: 'read-file', run, read, path, most });
    return answer.promise;
  }

  begin(run: LiveRun): void {
    if (this.#closed !== null) return run.lost(this.#closed);
    if (run.settled) return;
    this.#highestRun = Math.max(this.#highestRun, run.id);
    this.#runs.set(run.id, run);
    run.begin(this);
    if (this.#cancelBeat === null) this.#nextBeat();
  }

  forget(run: LiveRun): void {
    this.#runs.delete(run.id);
  }

  giveUp(error: RealmError): void {
    if (this.#closed !== null) return;
    this.#closed = error;
    this.#cancelHello();
    this.#cancelBeat?.();
    this.frame.port.onmessage = null;
    this.frame.port.onmessageerror = null;
    this.frame.port.close();
    this.frame.remove();
    this.#hello.reject(error);
    for (const boot of this.#boots.values()) {
      boot.cancelDeadline();
      boot.answer.reject(error);
    }
    this.#boots.clear();
    this.#spin?.reject(error);
    for (const { answer, cancel } of this.#reads.values()) {
      cancel();
      answer.reject(error);
    }
    this.#reads.clear();
    for (const run of [...this.#runs.values()]) run.lost(error);
    this.#runs.clear();
    this.onClosed(error);
  }

  #receive(data: unknown): void {
    if (this.#closed !== null) return;
    if (!this.#speech.take(this.clock.now())) {
      return this.giveUp(new RealmError('protocol', 'The realm sent more messages than any honest program needs.'));
    }
    let message: RealmToPage;
    try {
      message = parseRealmToPage(data);
    } catch (fault) {
      return this.giveUp(new RealmError('protocol', fault instanceof Error ? fault.message : String(fault)));
    }
    if (!this.#hello.settled && message.type !== 'hello') {
      return this.giveUp(new RealmError('protocol', `The realm sent "${message.type}" before its hello.`));
    }
    this.#understand(message);
  }

  #understand(message: RealmToPage): void {
    switch (message.type) {
      case 'hello':
        return this.#onHello(message.version, message.capabilities);
      case 'boot-progress': {
        const { step, loaded, total } = message;
        const boot = this.#boots.get(message.language);
        if (boot !== undefined) {
          this.#extend(boot);
          for (const listener of boot.listeners) listener({ step, loaded, total });
        }
        return this.#progress(message.language);
      }
      case 'booted': {
        const boot = this.#boots.get(message.language);
        this.#boots.delete(message.language);
        boot?.cancelDeadline();
        boot?.answer.resolve({
          version: message.version,
          from: message.from,
          bootMs: message.bootMs,
          sharesThread: this.sharesThread,
        });
        return this.#progress(message.language);
      }
      case 'fault': {
        const error = new RealmError(message.reason, message.message);
        // A boot that failed may succeed at the next try (a network that came back); the rest is beyond trust.
        if (message.reason === 'protocol' || message.reason === 'internal') return this.giveUp(error);
        for (const boot of this.#boots.values()) {
          boot.cancelDeadline();
          boot.answer.reject(error);
        }
        return this.#boots.clear();
      }
      case 'pong':
        if (message.nonce !== this.#awaited) return;
        this.#awaited = null;
        this.#silence = 0;
        return;
      case 'spun':
        return this.#spin?.resolve();
      case 'file': {
        // An answer that came too late, or twice, is to nobody's question.
        const pending = this.#reads.get(message.read);
        this.#reads.delete(message.read);
        pending?.cancel();
        return pending?.answer.resolve({ content: message.content, size: message.size, stale: message.stale });
      }
      default: {
        const run = this.#runs.get(message.run);
        if (run !== undefined) return run.receive(message);
        // Late words of a run that the page has settled already are expected; words of a run that never was are not.
        if (message.run > this.#highestRun) {
          this.giveUp(
            new RealmError('protocol', `The realm spoke of a run that was never asked for (${message.type}).`),
          );
        }
      }
    }
  }

  #onHello(version: number, capabilities: Capabilities): void {
    if (this.#hello.settled) return this.giveUp(new RealmError('protocol', 'The realm said hello twice.'));
    if (version !== REALM_PROTOCOL_VERSION) {
      const message = `The sandbox speaks version ${version} of the protocol and this page ${REALM_PROTOCOL_VERSION}. Reload the page.`;
      return this.giveUp(new RealmError('version', message));
    }
    this.#cancelHello();
    this.#hello.resolve(capabilities);
  }

  #extend(boot: PendingBoot): void {
    boot.cancelDeadline();
    boot.cancelDeadline = this.clock.after(PATIENCE.boot, () =>
      this.giveUp(new RealmError('boot', `The interpreter made no progress for ${PATIENCE.boot / 1000} s.`)),
    );
  }

  #progress(language: Language): void {
    for (const run of this.#runs.values()) if (run.request.language === language) run.progress();
  }

  #computes(): boolean {
    return this.servesOnce && [...this.#runs.values()].some((run) => run.started);
  }

  #nextBeat(): void {
    const due = this.clock.now() + PATIENCE.beat;
    this.#cancelBeat = this.clock.after(PATIENCE.beat, () => {
      this.#cancelBeat = null;
      this.#beat(this.clock.now() - due);
    });
  }

  /**
   * The silence of a frame counts only as far as the page was awake to hear it: a beat that comes late (a laptop that was
   * shut, a page that computed) or while the page is hidden adds nothing, and the answer that waits in the queue is read
   * before the next beat.
   *
   * A program on the frame's own thread leaves no time for an answer as long as it computes, and it may compute as long as it likes: Stop
   * takes its frame away. There silence counts only until the program has begun.
   */
  #beat(lateMs: number): void {
    if (this.#runs.size === 0) {
      this.#awaited = null;
      this.#silence = 0;
      return;
    }
    if (this.#awaited === null) {
      this.#awaited = ++this.#nonce;
      this.#silence = 0;
      this.send({ type: 'ping', nonce: this.#awaited });
    } else if (!this.#computes() && this.clock.attentive() && lateMs < PATIENCE.lag) {
      this.#silence += PATIENCE.beat + lateMs;
      if (this.#silence >= PATIENCE.silence) {
        const seconds = Math.round(this.#silence / 1000);
        return this.giveUp(new RealmError('unresponsive', `The sandbox did not answer for ${seconds} s.`));
      }
    }
    this.#nextBeat();
  }
}
