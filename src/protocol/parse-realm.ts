/**
 * Parsers for everything in `realm.ts`, in both directions. Each takes what a `message` event carried and answers with the
 * message, or throws a `ProtocolFault`. Nothing else in the project may read a realm message.
 */
import * as v from 'valibot';
import { ENDINGS } from '../trace/events';
import { SOURCE_KINDS } from '../trace/part';
import { check, misfit } from './check';
import { bootedFromSchema } from './kit';
import { fileBytesSchema, filePathSchema, runFilesSchema } from './parse-files';
import { conditionsSchema, isNetworkEvents } from './parse-network';
import { realAnswerSchema, realRequestSchema } from './parse-real';
import {
  capabilitiesSchema,
  countSchema,
  durationSchema,
  hasKeys,
  isOutputChunks,
  isTraceRows,
  isTraceStrings,
  languageSchema,
  lineSchema,
  nameSchema,
  requestSchema,
  runIdSchema,
  summarySchema,
  textSchema,
} from './parts';
import type { ConnectMessage, FrameCount, PageToRealm, RealmToPage, StageLook } from './realm';

const connectSchema: v.GenericSchema<unknown, ConnectMessage> = v.strictObject({
  type: v.literal('interleave:connect'),
  version: countSchema,
});

const lookSchema: v.GenericSchema<unknown, StageLook> = v.strictObject({
  ground: nameSchema,
  warp: nameSchema,
  strand: nameSchema,
  bead: nameSchema,
  bad: nameSchema,
  still: v.boolean(),
});

const pageSchema: v.GenericSchema<unknown, PageToRealm> = v.variant('type', [
  v.strictObject({ type: v.literal('boot'), language: languageSchema }),
  v.strictObject({
    type: v.literal('run'),
    run: runIdSchema,
    request: requestSchema,
    guarded: v.exactOptional(v.boolean()),
  }),
  v.strictObject({ type: v.literal('spin'), ms: durationSchema }),
  v.strictObject({ type: v.literal('interrupt'), run: runIdSchema }),
  v.strictObject({
    type: v.literal('kill'),
    run: runIdSchema,
    why: v.picklist(['learner', 'timeout', 'unresponsive']),
  }),
  v.strictObject({ type: v.literal('input'), run: runIdSchema, line: lineSchema }),
  v.strictObject({ type: v.literal('conditions'), run: runIdSchema, conditions: conditionsSchema }),
  v.strictObject({
    type: v.literal('read-file'),
    run: runIdSchema,
    read: countSchema,
    path: filePathSchema,
    most: countSchema,
  }),
  v.strictObject({
    type: v.literal('real-answer'),
    run: runIdSchema,
    exchange: countSchema,
    answer: realAnswerSchema,
  }),
  v.strictObject({ type: v.literal('stage'), look: lookSchema }),
  v.strictObject({ type: v.literal('ping'), nonce: countSchema }),
]);

const frameCountSchema: v.GenericSchema<unknown, FrameCount> = v.strictObject({
  drawn: countSchema,
  dropped: countSchema,
  longestMs: durationSchema,
});

/** All but `output`, `trace` and `network`, which are checked by hand. */
const realmSchema: v.GenericSchema<unknown, RealmToPage> = v.variant('type', [
  v.strictObject({ type: v.literal('hello'), version: countSchema, capabilities: capabilitiesSchema }),
  v.strictObject({
    type: v.literal('boot-progress'),
    language: languageSchema,
    step: nameSchema,
    loaded: durationSchema,
    total: durationSchema,
  }),
  v.strictObject({
    type: v.literal('booted'),
    language: languageSchema,
    version: nameSchema,
    from: bootedFromSchema,
    bootMs: durationSchema,
  }),
  v.strictObject({ type: v.literal('started'), run: runIdSchema }),
  v.strictObject({ type: v.literal('input-wanted'), run: runIdSchema }),
  v.strictObject({ type: v.literal('interrupt-seen'), run: runIdSchema }),
  v.strictObject({
    type: v.literal('process-started'),
    run: runIdSchema,
    process: countSchema,
    parent: countSchema,
    t: durationSchema,
    name: nameSchema,
    actorKind: v.picklist(SOURCE_KINDS),
  }),
  v.strictObject({
    type: v.literal('process-ended'),
    run: runIdSchema,
    process: countSchema,
    t: durationSchema,
    ending: v.picklist(ENDINGS),
  }),
  v.strictObject({
    type: v.literal('real-request'),
    run: runIdSchema,
    exchange: countSchema,
    request: realRequestSchema,
  }),
  v.strictObject({ type: v.literal('real-taken'), run: runIdSchema, exchange: countSchema, bytes: countSchema }),
  v.strictObject({ type: v.literal('real-abort'), run: runIdSchema, exchange: countSchema }),
  v.strictObject({ type: v.literal('ended'), run: runIdSchema, summary: summarySchema }),
  v.strictObject({ type: v.literal('frames'), run: runIdSchema, count: frameCountSchema }),
  v.strictObject({ type: v.literal('files'), run: runIdSchema, listing: runFilesSchema }),
  v.strictObject({
    type: v.literal('file'),
    run: runIdSchema,
    read: countSchema,
    content: v.nullable(fileBytesSchema),
    size: countSchema,
    stale: v.boolean(),
  }),
  v.strictObject({
    type: v.literal('fault'),
    reason: v.picklist(['boot', 'protocol', 'internal', 'unsupported']),
    message: textSchema,
  }),
  v.strictObject({ type: v.literal('spun') }),
  v.strictObject({ type: v.literal('pong'), nonce: countSchema }),
]);

/** Is this window message meant for a realm at all? (Frames hear from extensions, too.) */
export function looksLikeConnect(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'interleave:connect';
}

export function parseConnect(value: unknown): ConnectMessage {
  return check(connectSchema, value, 'the page');
}

export function parsePageToRealm(value: unknown): PageToRealm {
  return check(pageSchema, value, 'the page');
}

export function parseRealmToPage(value: unknown): RealmToPage {
  const hot = parseHot(value);
  return hot ?? check(realmSchema, value, 'the realm');
}

function parseHot(value: unknown): RealmToPage | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  if (value.type === 'output') {
    const { run, process, chunks } = value as Record<string, unknown>;
    if (!hasKeys(value, 4) || !isRunId(run) || !isRunId(process))
      throw misfit('the realm', 'output', 'its keys are not the agreed ones');
    if (!isOutputChunks(chunks)) throw misfit('the realm', 'output', 'its pieces are malformed or too many');
    return { type: 'output', run, process, chunks };
  }
  if (value.type === 'trace') {
    const { run, process, rows, strings } = value as Record<string, unknown>;
    if (!hasKeys(value, 5) || !isRunId(run) || !isRunId(process))
      throw misfit('the realm', 'trace', 'its keys are not the agreed ones');
    if (!isTraceRows(rows)) throw misfit('the realm', 'trace', 'its rows are not whole rows of 32-bit numbers');
    if (!isTraceStrings(strings)) throw misfit('the realm', 'trace', 'its strings are malformed or too many');
    return { type: 'trace', run, process, rows, strings };
  }
  if (value.type === 'network') {
    const { run, events, omitted } = value as Record<string, unknown>;
    if (!hasKeys(value, 4) || !isRunId(run) || !isRunId(omitted))
      throw misfit('the realm', 'network', 'its keys are not the agreed ones');
    if (!isNetworkEvents(events)) throw misfit('the realm', 'network', 'its events are malformed or too many');
    return { type: 'network', run, events, omitted };
  }
  return null;
}

function isRunId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
