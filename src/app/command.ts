/**
 * The page that the authors' command drives: a realm and a program to run in it, without a view. It uses the very client
 * that the application uses, so what the command proves holds for learners.
 */
import { deferred, type Deferred } from '../base/deferred';
import type { CommandEvent, CommandPage, CommandResult, TracePiece } from '../protocol/command';
import type { RunFiles } from '../protocol/files';
import type { Capabilities } from '../protocol/realm';
import type { TracePart } from '../trace/part';
import type { Language, OutputChunk, RunRequest, RunSummary } from '../runtimes/runtime';
import type { Booted, Realm, RunHandle } from '../sandbox/host/realm-client';
import { createRealms } from '../sandbox/host/realms';
import { realmPlans } from './realm-plans';

/** Words in one piece of the trace: 4 MB. */
const PIECE = 6 * 170_000;

class Recording {
  readonly events: CommandEvent[] = [];
  readonly output: OutputChunk[] = [];
  readonly trace: TracePart[] = [];
  files: RunFiles | null = null;
  /** Of the run that is recorded; it answers for its files also when it is over. */
  handle: RunHandle | null = null;
  #waiter: Deferred<void> | null = null;
  #keepsOutput: boolean;

  constructor(keepsOutput: boolean) {
    this.#keepsOutput = keepsOutput;
  }

  push(event: CommandEvent): void {
    if (event.type === 'output') {
      if (this.#keepsOutput) this.output.push(...event.chunks);
      const last = this.events.at(-1);
      // A reader that is behind gets fewer, larger events.
      if (last?.type === 'output') {
        this.events[this.events.length - 1] = { type: 'output', chunks: [...last.chunks, ...event.chunks] };
        return;
      }
    }
    this.events.push(event);
    this.#waiter?.resolve();
    this.#waiter = null;
  }

  async next(): Promise<readonly CommandEvent[]> {
    if (this.events.length === 0) {
      this.#waiter ??= deferred();
      await this.#waiter.promise;
    }
    return this.events.splice(0);
  }
}

class Command implements CommandPage {
  #realm: Promise<Realm> | null = null;
  #handle: RunHandle | null = null;
  #recording: Recording | null = null;

  async capabilities(): Promise<Capabilities> {
    return (await this.#open()).capabilities;
  }

  async boot(language: Language): Promise<Booted> {
    return (await this.#open()).boot(language);
  }

  async run(request: RunRequest): Promise<CommandResult> {
    const recording = new Recording(true);
    const realm = await this.#open();
    const summary = await this.#begin(realm, request, recording);
    return { summary, output: recording.output, trace: recording.trace };
  }

  start(request: RunRequest): void {
    const recording = new Recording(false);
    this.#recording = recording;
    this.#open().then(
      (realm) => void this.#begin(realm, request, recording),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        const outcome = { kind: 'platform-fault', reason: 'boot', message, context: '' } as const;
        recording.push({ type: 'ended', summary: { outcome, wallMs: 0 } });
      },
    );
  }

  async next(): Promise<readonly CommandEvent[]> {
    return this.#recording?.next() ?? [];
  }

  takeTrace(): readonly TracePiece[] | null {
    const parts = this.#recording?.trace ?? [];
    if (parts.length === 0) return null;
    const taken: TracePart[] = [];
    let words = 0;
    while (parts.length > 0 && words <= PIECE) {
      const part = parts.shift();
      if (part === undefined) break;
      taken.push(part);
      if (part.kind === 'rows') words += part.rows.length;
    }
    return taken.map((part) => (part.kind === 'rows' ? { ...part, rows: base64([part.rows]) } : part));
  }

  files(): RunFiles | null {
    return this.#recording?.files ?? null;
  }

  async takeFile(path: string): Promise<string | null> {
    const file = await this.#recording?.handle?.readFile(path, Number.MAX_SAFE_INTEGER);
    return file === undefined || file.content === null || file.stale ? null : base64([file.content]);
  }

  input(line: string | null): void {
    this.#handle?.input(line);
  }

  stop(): void {
    this.#handle?.stop();
  }

  #open(): Promise<Realm> {
    this.#realm ??= createRealms(realmPlans()).catch((error: unknown) => {
      this.#realm = null;
      throw error;
    });
    return this.#realm;
  }

  async #begin(realm: Realm, request: RunRequest, recording: Recording): Promise<RunSummary> {
    const handle = realm.run(request, {
      started: () => recording.push({ type: 'started' }),
      output: (chunks) => recording.push({ type: 'output', chunks }),
      trace: (part) => void recording.trace.push(part),
      files: (listing) => void (recording.files = listing.files.length === 0 ? null : listing),
      inputWanted: () => recording.push({ type: 'input-wanted' }),
      interruptSeen: () => recording.push({ type: 'interrupt-seen' }),
    });
    this.#handle = handle;
    recording.handle = handle;
    const summary = await handle.done;
    if (this.#handle === handle) this.#handle = null;
    recording.push({ type: 'ended', summary });
    return summary;
  }
}

function base64(parts: readonly (Int32Array | Uint8Array)[]): string {
  let text = '';
  for (const part of parts) {
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    // In steps, because an argument list has an end.
    for (let at = 0; at < bytes.length; at += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    }
  }
  return btoa(text);
}

const command = new Command();
window.interleave = command;

// The command says in the address what it is about to need, so that the boot begins while it still reads files.
const language = new URLSearchParams(location.search).get('boot');
if (language === 'python' || language === 'typescript') void command.boot(language).catch(() => {});
