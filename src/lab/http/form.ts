/** What HTML forms send: fields and files. */
import { concat, fromLatin1, fromUtf8, latin1 } from '../bytes';
import { headerOf, type Headers } from './message';

export interface FormPart {
  readonly name: string;
  /** Null for a plain field. */
  readonly filename: string | null;
  readonly contentType: string | null;
  readonly content: Uint8Array;
}

/** The boundary that a `multipart/form-data` content type names; null for any other content type. */
export function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/form-data\b/i.test(contentType)) return null;
  const match = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

/** The parts between the boundaries (RFC 7578); what is not well-formed is left out. */
export function parseMultipart(body: Uint8Array, boundary: string): FormPart[] {
  const parts: FormPart[] = [];
  const mark = latin1(`--${boundary}`);
  // With a line end in front of the body, every boundary is one that follows a line end.
  const text = concat([latin1('\r\n'), body]);
  const delimiter = concat([latin1('\r\n'), mark]);
  let at = indexOf(text, delimiter, 0);
  while (at >= 0) {
    const begin = at + delimiter.length;
    const end = indexOf(text, delimiter, begin);
    if (end < 0) break;
    const part = parsePart(text.subarray(begin, end));
    if (part !== null) parts.push(part);
    at = end;
  }
  return parts;
}

function parsePart(bytes: Uint8Array): FormPart | null {
  const blank = indexOf(bytes, latin1('\r\n\r\n'), 0);
  if (blank < 0) return null;
  const head = bytes.subarray(0, blank);
  const headers: Headers = (fromUtf8(head) ?? fromLatin1(head)).split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return colon < 0 ? ['', ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const disposition = headerOf(headers, 'content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (name === null) return null;
  return {
    name,
    filename: parameter(disposition, 'filename'),
    contentType: headerOf(headers, 'content-type'),
    content: bytes.slice(blank + 4),
  };
}

function parameter(header: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(header);
  return match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2] ?? null;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] as number;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    let i = 1;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i++;
    if (i === wanted.length) return at;
  }
  return -1;
}
