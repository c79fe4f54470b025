/**
 * A result in a link: `#/race/1<payload>`, where the payload is the exported JSON without its spaces, deflated, in base64url. All of it stands
 * behind the `#`, so that it never reaches a server. Whoever opens it need not trust whoever made it: the text is unpacked up to a limit and
 * read by the same parser as a file; nothing of it is run.
 */
import { err, type Result } from '../../base/result';
import { MAX_RESULT_TEXT, parseResult } from '../../measure/parse';
import type { RaceResult } from '../../measure/race';
import { raceTexts } from '../../texts/en/race';

/** Of how a payload is packed, not of what is in it. */
const VERSION = '1';

/** The path behind the `#`. */
export async function resultPath(result: RaceResult): Promise<string> {
  const stream = new Blob([JSON.stringify(result)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return `/race/${VERSION}${toBase64(new Uint8Array(await new Response(stream).arrayBuffer()))}`;
}

/** Never rejects; the error is one sentence. */
export async function readResultLink(payload: string): Promise<Result<RaceResult>> {
  if (!payload.startsWith(VERSION)) {
    return err(/^\d/.test(payload) ? raceTexts.newer : raceTexts.damaged);
  }
  const packed = fromBase64(payload.slice(VERSION.length));
  if (packed === null) return err(raceTexts.damaged);
  let text: string | null;
  try {
    text = await unpacked(packed, MAX_RESULT_TEXT);
  } catch {
    return err(raceTexts.damaged);
  }
  if (text === null) return err(raceTexts.linkTooLarge);
  const read = parseResult(text);
  // What is wrong with a file that is no JSON is, for a link, that it is damaged.
  return read.ok || !read.error.startsWith('This file') ? read : err(raceTexts.damaged);
}

/** Null for more than `most` bytes: a few bytes may unpack to gigabytes. */
async function unpacked(packed: Uint8Array<ArrayBuffer>, most: number): Promise<string | null> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > most) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]*$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
