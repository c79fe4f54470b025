/**
 * Text that travels in a link, behind the `#`: deflated (RFC 1951), in base64url (RFC 4648, section 5) without padding, after eight hex
 * digits of the SHA-256 of its UTF-8 bytes. So a link that was cut by a mail program, or changed, is found out; and because the digits
 * come first and a deflated stream is read from its beginning, what stands before the cut can still be read.
 *
 * Links come from anybody. Nothing is allocated on the word of a payload: it is inflated a little at a time, and left as soon as more has
 * come out than the caller allows (deflate packs zeros a thousandfold).
 */
import { deflateSync, Inflate } from 'fflate';
import { sha256 } from '../base/sha256';

/** Of the checksum, in hex digits: an accident goes unnoticed once in four thousand million times. Nobody's malice is kept out by it. */
const CHECK = 8;
/** Inflated at a time, so that at most about a thousand times as much comes out between two looks at the cap. */
const BITE = 1024;

export function pack(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return sha256(bytes).slice(0, CHECK) + toBase64Url(deflateSync(bytes, { level: 9 }));
}

export interface Unpacked {
  readonly text: string;
  /** `whole`: this is what was packed. `cut`: its end is missing. `changed`: something in it is not as it was, who knows where. */
  readonly state: 'whole' | 'cut' | 'changed';
}

/** Null for more than `most` bytes. What cannot be read at all is an empty text that was cut. Never throws. */
export function unpack(payload: string, most: number): Unpacked | null {
  const check = payload.slice(0, CHECK);
  // Whatever follows a link in a sentence, a bracket, a full stop, is none of it.
  const packed = /^[\w-]*/.exec(payload.slice(CHECK))?.[0] ?? '';
  const pieces: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const inflate = new Inflate((piece, final) => {
    length += piece.length;
    pieces.push(piece);
    ended = final;
  });
  const bytes = fromBase64Url(packed);
  try {
    for (let at = 0; at < bytes.length && length <= most; at += BITE) inflate.push(bytes.subarray(at, at + BITE));
    // Only then, so that a stream without an end has given what it has.
    if (length <= most) inflate.push(new Uint8Array(0), true);
  } catch {
    // Cut or spoiled: what came before stands.
  }
  if (length > most) return null;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  const same = sha256(whole).slice(0, CHECK) === check;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole);
  if (same) return { text, state: 'whole' };
  // The cut may have gone through a character.
  return { text: text.replace(/\ufffd$/, ''), state: ended ? 'changed' : 'cut' };
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Of letters of the alphabet only. */
function fromBase64Url(text: string): Uint8Array {
  // One letter alone holds no byte.
  const letters = text.length % 4 === 1 ? text.slice(0, -1) : text;
  return Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
