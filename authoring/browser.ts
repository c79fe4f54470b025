/**
 * A laboratory: the built site in a headless Chromium with an empty profile, and programs run in it as learners run them.
 * The command, lesson checks, the port's tests and benches all stand on it.
 */
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumArgs, findChromium } from '../scripts/chromium.mjs';
import { serve } from '../scripts/serve.mjs';
import type { CommandEvent, TracePiece } from '../src/protocol/command';
import type { Capabilities } from '../src/protocol/realm';
import type { Language, OutputChunk, RunRequest, RunSummary } from '../src/runtimes/runtime';
import { traceTime } from '../src/trace/ids';
import { TraceMerger } from '../src/trace/merger';
import type { Trace } from '../src/trace/trace';
import { ensureSite } from './site';

export interface LabOptions {
  /** False serves the site as a host without isolation headers would. Default true. */
  readonly isolated?: boolean;
  /** Boots this runtime while the caller still prepares. Default: at the first run. */
  readonly boot?: Language;
  /** What Chromium gets beyond the usual flags. */
  readonly chromiumArgs?: readonly string[];
}

export interface RunListener {
  onStarted?(): void;
  onOutput?(chunks: readonly OutputChunk[]): void;
  /** Answers with the next typed line, null for end-of-file. Without it, input is at its end at once. */
  onInput?(): Promise<string | null>;
  /** False leaves the trace in the page: `LabRun.trace` is then empty. Default true. */
  readonly wantsTrace?: boolean;
  /** True fetches what the program has written: `LabRun.files`. */
  readonly wantsFiles?: boolean;
}

/** A file that a program has made. */
export interface WrittenFile {
  /** As the program sees it: absolute, and made of whatever it likes. */
  readonly path: string;
  /** Null: it could not be had, because the program was taken away, or the file was too large to be kept. */
  readonly content: Buffer | null;
}

export interface LabRun {
  readonly summary: RunSummary;
  /** `actor` is an id of the trace, or -1 when that does not tell of it. */
  readonly output: readonly OutputChunk[];
  /** The program's own, put together. */
  readonly stdout: string;
  readonly stderr: string;
  /** What the platform said in between: that output was cut, for example. */
  readonly notices: string;
  readonly trace: Trace;
  /** Why the trace ends early, in a sentence, when it does: a mistake of ours. */
  readonly traceError: string | null;
  /** Empty unless asked for. */
  readonly files: readonly WrittenFile[];
  /** There were so many more. */
  readonly moreFiles: number;
}

export interface Lab {
  readonly capabilities: Capabilities;
  /** For measurements that need more than a run. */
  readonly page: Page;
  readonly url: string;
  /** One at a time. Never rejects for what a program does; a browser that died is a platform fault. */
  run(request: RunRequest, listener?: RunListener): Promise<LabRun>;
  /** The first time Ctrl-C, the second time the end. */
  stop(): void;
  /**
   * Waits until interpreters boot from a kit, which is made while nothing runs, and one that did is ready. Rejects when there
   * is no kit after a while.
   */
  settle(language: Language): Promise<void>;
}

/** Making a kit is a boot; on a busy machine that takes its time. */
const SETTLE_MS = 30_000;

/** Opens a laboratory, lends it, and closes it whatever happens. */
export async function withLab<T>(use: (lab: Lab) => Promise<T>, options: LabOptions = {}): Promise<T> {
  const site = await serve({ root: await ensureSite(), isolation: options.isolated ?? true });
  let browser: Browser | null = null;
  try {
    browser = await launch(options.chromiumArgs ?? []);
    return await use(await openLab(browser, site.url, options));
  } finally {
    await browser?.close().catch(() => {});
    await site.close();
  }
}

export class NoBrowserError extends Error {
  override readonly name = 'NoBrowserError';
}

async function launch(more: readonly string[]): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new NoBrowserError('no Chromium was found; install one or name it in CHROMIUM_PATH');
  }
  return chromium.launch({
    executablePath,
    args: [...chromiumArgs(), ...more],
    // Ctrl-C is for the program, not for the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

async function openLab(browser: Browser, url: string, options: LabOptions): Promise<Lab> {
  const page = await browser.newPage();
  if (process.env['INTERLEAVE_DEBUG']) {
    page.on('console', (message) => process.stderr.write(`page: ${message.text()}\n`));
    page.on('pageerror', (error) => process.stderr.write(`page: ${error.stack ?? error.message}\n`));
  }
  const query = options.boot === undefined ? '' : `?boot=${options.boot}`;
  await page.goto(`${url}command.html${query}`, { waitUntil: 'domcontentloaded' });
  await page.waitForFunction(() => 'interleave' in window);
  return new PageLab(page, url, await page.evaluate(() => window.interleave.capabilities()));
}

class PageLab implements Lab {
  constructor(
    readonly page: Page,
    readonly url: string,
    readonly capabilities: Capabilities,
  ) {}

  async run(request: RunRequest, listener: RunListener = {}): Promise<LabRun> {
    const output: OutputChunk[] = [];
    const merger = new TraceMerger();
    let summary: RunSummary;
    let traceError: string | null = null;
    const files: WrittenFile[] = [];
    let moreFiles = 0;
    try {
      summary = await this.#follow(request, listener, output);
      if (listener.wantsFiles === true) moreFiles = await this.#takeFiles(files);
      if (listener.wantsTrace ?? true) traceError = await this.#takeTrace(merger);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      summary = {
        outcome: { kind: 'platform-fault', reason: 'crashed', message: `The browser failed: ${message}`, context: '' },
        wallMs: 0,
      };
    }
    const trace = merger.finish(traceTime(summary.wallMs));
    traceError ??= merger.error?.message ?? null;
    const textOf = (stream: OutputChunk['stream']) =>
      output.reduce((text, chunk) => (chunk.stream === stream ? text + chunk.text : text), '');
    return {
      summary,
      output: output.map((chunk) => ({ ...chunk, actor: merger.speaker(chunk.actor) ?? -1 })),
      stdout: textOf('stdout'),
      stderr: textOf('stderr'),
      notices: textOf('notice'),
      trace,
      traceError,
      files,
      moreFiles,
    };
  }

  stop(): void {
    this.page.evaluate(() => window.interleave.stop()).catch(() => {});
  }

  async settle(language: Language): Promise<void> {
    const deadline = performance.now() + SETTLE_MS;
    while (performance.now() < deadline) {
      const { from } = await this.page.evaluate((which) => window.interleave.boot(which), language);
      if (from === 'snapshot') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`interpreters of ${language} do not boot from a kit`);
  }

  async #follow(request: RunRequest, listener: RunListener, output: OutputChunk[]): Promise<RunSummary> {
    await this.page.evaluate((wanted) => window.interleave.start(wanted), request);
    for (;;) {
      for (const event of await this.page.evaluate(() => window.interleave.next())) {
        if (event.type === 'ended') return event.summary;
        if (event.type === 'output') for (const chunk of event.chunks) output.push(chunk);
        this.#tell(event, listener);
      }
    }
  }

  #tell(event: CommandEvent, listener: RunListener): void {
    switch (event.type) {
      case 'started':
        return listener.onStarted?.();
      case 'output':
        return listener.onOutput?.(event.chunks);
      case 'input-wanted':
        void this.#answer(listener);
        return;
      case 'interrupt-seen':
      case 'ended':
        return;
    }
  }

  async #answer(listener: RunListener): Promise<void> {
    const line = (await listener.onInput?.()) ?? null;
    await this.page.evaluate((typed) => window.interleave.input(typed), line).catch(() => {});
  }

  /** Answers with how many there were besides. */
  async #takeFiles(files: WrittenFile[]): Promise<number> {
    const listing = await this.page.evaluate(() => window.interleave.files());
    for (const { path } of listing?.files ?? []) {
      const content = await this.page.evaluate((wanted) => window.interleave.takeFile(wanted), path);
      files.push({ path, content: content === null ? null : Buffer.from(content, 'base64') });
    }
    return listing?.more ?? 0;
  }

  /** Answers with what is wrong with the trace, if anything is; what came before stays usable. */
  async #takeTrace(merger: TraceMerger): Promise<string | null> {
    for (;;) {
      const pieces: readonly TracePiece[] | null = await this.page.evaluate(() => window.interleave.takeTrace());
      if (pieces === null) return null;
      try {
        for (const piece of pieces) {
          merger.add(piece.kind === 'rows' ? { ...piece, rows: wordsOf(piece.rows) } : piece);
        }
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    }
  }
}

/** Little-endian words, as `command.html` writes them. */
function wordsOf(base64: string): Int32Array {
  return new Int32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}
