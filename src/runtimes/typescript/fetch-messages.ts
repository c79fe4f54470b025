/** What passes between a thread of a program that fetches and the worker in which the lab network goes on (`fetch-service.ts`). */
import type { Headers } from '../../lab/http/message';

/** Ids are the thread's, and each is used once. */
export type ToLab =
  | {
      readonly type: 'fetch';
      readonly id: number;
      readonly method: string;
      /** Absolute. Without its fragment. */
      readonly url: string;
      readonly headers: Headers;
      /** Null where there is none. Transferred. */
      readonly body: Uint8Array<ArrayBuffer> | null;
      readonly redirect: RequestRedirect;
    }
  /** So many bytes of the answer's body are used up: as many more may come. */
  | { readonly type: 'taken'; readonly id: number; readonly bytes: number }
  /** Nobody wants the rest. */
  | { readonly type: 'abort'; readonly id: number };

/** For each `fetch`: a head, bytes, then `end`; or `failed` at any time, and then nothing more. */
export type FromLab =
  | {
      readonly type: 'head';
      readonly id: number;
      readonly status: number;
      readonly reason: string;
      readonly headers: Headers;
      /** Where the answer comes from, after all redirects. */
      readonly url: string;
      readonly redirected: boolean;
    }
  | { readonly type: 'bytes'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'end'; readonly id: number }
  /** Why: a sentence or two. */
  | { readonly type: 'failed'; readonly id: number; readonly words: string };
