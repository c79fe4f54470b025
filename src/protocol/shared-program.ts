/**
 * A program that somebody sends to somebody: in a link (`packed.ts`), or as a file. Both hold the same JSON object:
 *
 *     {
 *       "format": "interleave-program",
 *       "version": 1,
 *       "language": "python",
 *       "title": "two locks",           what its tab is called, without an ending
 *       "entry": "main.py",             the file, among `files`, that runs
 *       "from": { "lesson": "deadlock", "program": "two-locks" },   of which it is a change; null for a program of one's own
 *       "startMethod": "spawn",         for its processes; null leaves it to whoever opens it
 *       "files": [{ "path": "main.py", "content": "import threading..." }],
 *       "recording": { ... }            one run of it, as in `recording.ts`; null for none
 *     }
 *
 * The order is meant: a link that was cut in the mail loses the recording first, and then the end of the last file. What can be read of
 * a damaged one is kept, and each loss is told in a sentence. Nothing in it is believed: paths are made safe, sizes are capped, the
 * recording has to pass the builder as any trace. Nothing in it is run until somebody says so.
 */
import * as v from 'valibot';
import { jsonPrefix } from '../base/json-prefix';
import { err, ok, type Result } from '../base/result';
import { safePaths, UNSEEN, whole as withoutHalves } from '../base/safe-path';
import type { Language, StartMethod } from '../runtimes/runtime';
import { sharedProgram } from '../texts/en/shared-program';
import { pack, unpack } from './packed';

export const SHARED_FORMAT = 'interleave-program';
export const SHARED_VERSION = 1;

/** In UTF-8, unpacked: a long program, and the trace of a run of a minute. */
export const MOST_SHARED_BYTES = 16_000_000;
/** Of all its files, in characters: more than anybody wrote, and no burden to the editor. */
const MOST_CODE = 1_000_000;
const MOST_FILES = 20;
const LONGEST_TITLE = 60;

export interface SharedProgram {
  readonly language: Language;
  readonly title: string;
  readonly entry: string;
  readonly from: { readonly lesson: string; readonly program: string } | null;
  readonly startMethod: StartMethod | null;
  /** At least one. */
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** The text of a recording (`saveRecording`); null for none. */
  readonly recording: string | null;
}

export interface ReadProgram {
  readonly program: SharedProgram;
  /** What was lost or changed on the way, each a sentence; none for one that came whole. */
  readonly losses: readonly string[];
}

/** The text of a file. */
export function sharedFile(program: SharedProgram): string {
  return `${JSON.stringify(written(program), null, 2)}\n`;
}

/** What stands in a link, after the version. */
export function sharedPayload(program: SharedProgram): string {
  return String(SHARED_VERSION) + pack(JSON.stringify(written(program)));
}

function written({ language, title, entry, from, startMethod, files, recording }: SharedProgram): object {
  return {
    format: SHARED_FORMAT,
    version: SHARED_VERSION,
    language,
    title,
    entry,
    from,
    startMethod,
    files: files.map(({ path, content }) => ({ path, content })),
    recording: recording === null ? null : (JSON.parse(recording) as unknown),
  };
}

/** Reads the payload of a link. The error is one sentence. Never throws. */
export function readSharedPayload(payload: string): Result<ReadProgram> {
  const version = /^\d(?=[0-9a-f]{8})/.exec(payload)?.[0];
  if (version === undefined) return err(sharedProgram.linkUnreadable);
  if (Number(version) > SHARED_VERSION) return err(sharedProgram.newerLink);
  const unpacked = unpack(payload.slice(version.length), MOST_SHARED_BYTES);
  if (unpacked === null) return err(sharedProgram.linkTooLarge);
  const { text, state } = unpacked;
  const loss = { whole: [], cut: [sharedProgram.linkCut], changed: [sharedProgram.linkChanged] }[state];
  const read = parse(jsonPrefix(text), 'link', loss);
  return read.ok || state === 'whole' ? read : err(sharedProgram.linkUnreadable);
}

/** Reads the text of a file. The error is one sentence. Never throws. */
export function readSharedFile(text: string): Result<ReadProgram> {
  if (text.length > MOST_SHARED_BYTES) return err(sharedProgram.fileTooLarge);
  let loss: readonly string[] = [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = jsonPrefix(text);
    loss = [sharedProgram.fileCut];
  }
  return parse(value, 'file', loss);
}

/** Is this JSON text one of ours? Asked of files, whose names tell little. */
export function looksShared(text: string): boolean {
  return text.slice(0, 200).includes(`"${SHARED_FORMAT}"`);
}

const Head = v.object({ format: v.literal(SHARED_FORMAT), version: v.pipe(v.number(), v.integer(), v.minValue(1)) });

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

const Body = v.object({
  language: v.fallback(v.optional(v.picklist(['python', 'typescript'])), undefined),
  title: v.fallback(v.string(), ''),
  entry: v.fallback(v.string(), ''),
  from: v.fallback(v.nullish(v.object({ lesson: name, program: name })), null),
  startMethod: v.fallback(v.nullish(v.picklist(['fork', 'spawn'])), null),
  files: v.fallback(v.array(v.unknown()), []),
  recording: v.optional(v.unknown()),
});

const File = v.object({ path: name, content: v.string() });

function parse(value: unknown, kind: 'link' | 'file', losses: readonly string[]): Result<ReadProgram> {
  const head = v.safeParse(Head, value);
  if (!head.success) return err(sharedProgram[`${kind}NotOurs`]);
  if (head.output.version > SHARED_VERSION) return err(sharedProgram[kind === 'link' ? 'newerLink' : 'newerFile']);
  const body = v.parse(Body, value);
  const told = [...losses];

  const read = body.files.slice(0, MOST_FILES).flatMap((file) => {
    const parsed = v.safeParse(File, file);
    return parsed.success ? [parsed.output] : [];
  });
  const safe = safePaths(
    read.map(({ path }) => path),
    '',
  );
  let room = MOST_CODE;
  const files = read.flatMap(({ path, content }, i) => {
    // The same path twice: the first one is meant.
    if (read.findIndex((each) => each.path === path) !== i) return [];
    const kept = withoutHalves(content.slice(0, Math.max(0, room)));
    room -= content.length;
    return [{ path: safe.get(path) ?? 'file', content: kept.replace(/\r\n?/g, '\n') }];
  });
  const [first] = files;
  if (first === undefined) return err(sharedProgram[`${kind}Empty`]);
  if (files.length < body.files.length) told.push(sharedProgram.filesLeftOut);
  if (room < 0) told.push(sharedProgram.endLeftOut);
  const named = files.find(({ path }) => path === (safe.get(body.entry) ?? body.entry));
  const entry = named ?? first;
  if (named === undefined && losses.length === 0) told.push(sharedProgram.noEntry(entry.path));

  const hasRecording = body.recording !== undefined && body.recording !== null;
  return ok({
    program: {
      language: body.language ?? (/\.[cm]?[jt]s$/i.test(entry.path) ? 'typescript' : 'python'),
      title: withoutHalves(body.title.replace(UNSEEN, ' ').trim().slice(0, LONGEST_TITLE)) || sharedProgram.untitled,
      entry: entry.path,
      from: body.from ?? null,
      startMethod: body.startMethod ?? null,
      files,
      recording: hasRecording ? JSON.stringify(body.recording) : null,
    },
    losses: told,
  });
}
