/**
 * How the page supplies a realm with the site's own files. Browsers give a frame of an opaque origin neither the site's service worker
 * nor a cache: it would fetch the interpreter anew in every visit, twice, and have none off line. So the page, which has both,
 * fetches the files and hands them in.
 *
 *   page                                    realm frame
 *    | -- supply {code, workers} + 2 ports ---> |   (window; the first port speaks `realm.ts`, the second what follows)
 *    | <----------------------- want {name} --- |
 *    | -- progress ... -----------------------> |
 *    | -- file {blob} or missing {message} ---> |
 */
import * as v from 'valibot';
import { check } from './check';
import { countSchema, nameSchema } from './parts';

/** The event by which the doorstep passes the page's word on to the realm's code. */
export const SUPPLIED = 'interleave:supplied';

/** The one window message to a realm that is supplied by the page. */
export interface Supply {
  readonly type: typeof SUPPLIED;
  /** `REALM_PROTOCOL_VERSION` of the page. */
  readonly version: number;
  /** The realm's own module, in one file. */
  readonly code: Blob;
  /** The modules of its workers, by the names that the realm knows them by. */
  readonly workers: Readonly<Record<string, Blob>>;
  /** Absolute, with a trailing slash: the folder that names of files are relative to. */
  readonly root: string;
}

/** The realm asks for a file, by its address relative to `root`. */
export interface Want {
  readonly name: string;
}

/** About a file that the realm has asked for; after `file` or `missing` nothing more comes. */
export type Delivery =
  /** In bytes; `total` is 0 when nobody knows it. */
  | { readonly part: 'progress'; readonly name: string; readonly loaded: number; readonly total: number }
  | { readonly part: 'file'; readonly name: string; readonly blob: Blob }
  /** `message` is a sentence. */
  | { readonly part: 'missing'; readonly name: string; readonly message: string };

const blobSchema = v.instance(Blob);

const supplySchema: v.GenericSchema<unknown, Supply> = v.strictObject({
  type: v.literal(SUPPLIED),
  version: countSchema,
  code: blobSchema,
  workers: v.record(v.string(), blobSchema),
  root: nameSchema,
});

const wantSchema: v.GenericSchema<unknown, Want> = v.strictObject({ name: nameSchema });

const deliverySchema: v.GenericSchema<unknown, Delivery> = v.variant('part', [
  v.strictObject({ part: v.literal('progress'), name: nameSchema, loaded: countSchema, total: countSchema }),
  v.strictObject({ part: v.literal('file'), name: nameSchema, blob: blobSchema }),
  v.strictObject({ part: v.literal('missing'), name: nameSchema, message: nameSchema }),
]);

/** @throws ProtocolFault */
export const parseSupply = (data: unknown): Supply => check(supplySchema, data, 'a supply for the realm');
/** @throws ProtocolFault */
export const parseWant = (data: unknown): Want => check(wantSchema, data, 'a wish of the realm');
/** @throws ProtocolFault */
export const parseDelivery = (data: unknown): Delivery => check(deliverySchema, data, 'a delivery to the realm');
