/**
 * The program's stdout and stderr on their way out: decoded, attributed, batched, capped.
 *
 * A program may write a byte at a time for ever. Pieces that follow one another on one stream from one actor become one
 * chunk; chunks leave in batches; beyond the cap they are counted and dropped, and a notice says so once, with the cap. What
 * arrives at the page is bounded, whatever the program does.
 */
import type { OutputChunk } from './runtime';

type ProgramStream = 'stdout' | 'stderr';

export interface OutputEnvironment {
  /** Milliseconds since the run's start. */
  now(): number;
  /** The actor that writes now: an actor id of the trace. */
  actor(): number;
  /** A piece was accepted: it is characters `[offset, offset + length)` of the run's output log. */
  accepted(stream: ProgramStream, actor: number, offset: number, length: number): void;
  send(chunks: readonly OutputChunk[]): void;
}

export class Output {
  private readonly decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  private pending: { stream: 'stdout' | 'stderr' | 'notice'; text: string; t: number; actor: number }[] = [];
  private pendingChars = 0;
  private total = 0;
  private dropped = 0;
  private noticed = false;

  constructor(
    private readonly env: OutputEnvironment,
    private readonly maxChars: number,
  ) {}

  get hasPending(): boolean {
    return this.pending.length > 0;
  }

  /** Enough to be sent at once, without waiting for the next beat. */
  get isLarge(): boolean {
    return this.pendingChars > 32_768;
  }

  write(stream: ProgramStream, bytes: Uint8Array): void {
    // A multi-byte character may be cut between two writes: the decoder keeps the head of it.
    this.writeText(stream, this.decoders[stream].decode(bytes, { stream: true }));
  }

  writeText(stream: ProgramStream, decoded: string): void {
    if (decoded === '') return;
    const room = this.maxChars - this.total;
    if (room <= 0) {
      this.dropped += decoded.length;
      this.noticeCap();
      return;
    }
    const text = decoded.length > room ? wholeCharacters(decoded, room) : decoded;
    const actor = this.env.actor();
    const t = this.env.now();
    this.env.accepted(stream, actor, this.total, text.length);
    this.total += text.length;
    this.pendingChars += text.length;
    const last = this.pending.at(-1);
    if (last !== undefined && last.stream === stream && last.actor === actor && t - last.t < 1) last.text += text;
    else this.pending.push({ stream, text, t, actor });
    if (text.length < decoded.length) {
      this.dropped += decoded.length - text.length;
      this.noticeCap();
    }
  }

  private noticeCap(): void {
    if (this.noticed) return;
    this.noticed = true;
    this.notice(
      `\n[Output stops here: the program wrote more than ${this.maxChars.toLocaleString('en-US')} characters. It runs on.]\n`,
    );
  }

  /** Words of the platform's own. */
  notice(text: string): void {
    this.pending.push({ stream: 'notice', text, t: this.env.now(), actor: -1 });
  }

  flush(): void {
    if (this.pending.length === 0) return;
    const chunks = this.pending;
    this.pending = [];
    this.pendingChars = 0;
    this.env.send(chunks);
  }

  /** The end of the run: what is left in the decoders, and how much was dropped in all. */
  finish(): void {
    this.writeText('stdout', this.decoders.stdout.decode());
    this.writeText('stderr', this.decoders.stderr.decode());
    if (this.dropped > 0) {
      this.notice(`[${this.dropped.toLocaleString('en-US')} more characters were not kept.]\n`);
    }
    this.flush();
  }
}

/** At most `length` UTF-16 units of `text`, without cutting a surrogate pair. */
function wholeCharacters(text: string, length: number): string {
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}
