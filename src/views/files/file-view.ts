/**
 * How a file's bytes are shown. What they are is found out from themselves, not from the file's name: a program chooses names.
 * Text is only ever text; an image only what begins as one of four formats that every browser shows and that can hold no script.
 */
import { files } from '../../texts/en/files';

/** Text beyond this is not shown: a page with more of it gets slow, and nobody reads on. */
export const TEXT_BYTES = 200_000;
/** A larger image is offered as a download. */
export const IMAGE_BYTES = 32 * 1024 * 1024;
/** A picture of few bytes may claim to be immense, and take the browser's memory when it is unpacked. */
const IMAGE_PIXELS = 64_000_000;
const DUMPED = 4096;

export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

export type FileView =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string; readonly lines: number; readonly cut: boolean }
  | { readonly kind: 'image'; readonly type: ImageType; readonly width: number; readonly height: number }
  /** An image that is not shown; the sentence says why. */
  | { readonly kind: 'unshown'; readonly why: string }
  | { readonly kind: 'bytes'; readonly dump: string; readonly cut: boolean };

/** `head`: the first bytes of a file of `size` bytes, at least `TEXT_BYTES` of them if there are as many. */
export function viewOf(head: Uint8Array, size: number): FileView {
  if (size === 0) return { kind: 'empty' };
  const type = imageType(head);
  if (type !== null) return imageView(type, head, size);
  const text = textOf(head.subarray(0, TEXT_BYTES), size > TEXT_BYTES);
  if (text !== null) {
    return { kind: 'text', text, lines: text.split('\n').length - Number(text.endsWith('\n')), cut: size > TEXT_BYTES };
  }
  return { kind: 'bytes', dump: hexDump(head.subarray(0, DUMPED)), cut: size > DUMPED };
}

function imageView(type: ImageType, head: Uint8Array, size: number): FileView {
  if (size > IMAGE_BYTES) return { kind: 'unshown', why: files.imageTooLong };
  const extent = imageSize(type, head);
  if (extent === null) return { kind: 'unshown', why: files.imageDamaged };
  const { width, height } = extent;
  if (width * height > IMAGE_PIXELS) {
    return { kind: 'unshown', why: files.imageTooLarge(width, height) };
  }
  return { kind: 'image', type, width, height };
}

/** Of the four kinds that are shown; null for everything else, SVG above all. */
export function imageType(head: Uint8Array): ImageType | null {
  const begins = (at: number, ...bytes: number[]): boolean => bytes.every((byte, i) => head[at + i] === byte);
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (begins(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0, 0x47, 0x49, 0x46, 0x38, 0x37, 0x61) || begins(0, 0x47, 0x49, 0x46, 0x38, 0x39, 0x61))
    return 'image/gif';
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp';
  return null;
}

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Pixels, as the file's own head tells. */
export function imageSize(type: ImageType, head: Uint8Array): Extent | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    switch (type) {
      case 'image/png':
        return { width: view.getUint32(16), height: view.getUint32(20) };
      case 'image/gif':
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
      case 'image/jpeg':
        return jpegSize(view);
      case 'image/webp':
        return webpSize(view);
    }
  } catch {
    // It ends before it says so.
    return null;
  }
}

/** From one marker to the next, up to the frame's own. */
function jpegSize(view: DataView): Extent {
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) throw new RangeError('no marker');
    const marker = view.getUint8(at + 1);
    // Fill bytes, and markers without a length.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else at += 2 + view.getUint16(at + 2);
  }
}

function webpSize(view: DataView): Extent {
  const three = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (view.getUint32(12)) {
    // "VP8X", "VP8L", "VP8 "
    case 0x56503858:
      return { width: three(24) + 1, height: three(27) + 1 };
    case 0x5650384c: {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x56503820:
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    default:
      throw new RangeError('no picture');
  }
}

/** Null when it is no text: not UTF-8, or with characters that no text has. */
function textOf(bytes: Uint8Array, cut: boolean): string | null {
  let text: string;
  try {
    // A character may have been cut in two at the end.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return null;
  }
  if (text.includes('\0')) return null;
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\x01-\x08\x0b\x0c\x0e-\x1f]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)))
    .replaceAll('\x7f', '\u2421');
}

/** `00000010  68 65 6c 6c 6f ...  |hello...|` */
export function hexDump(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0'));
    const halves = [hex.slice(0, 8).join(' ').padEnd(23), hex.slice(8).join(' ').padEnd(23)].join('  ');
    const seen = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    rows.push(`${at.toString(16).padStart(8, '0')}  ${halves}  |${seen}|`);
  }
  return rows.join('\n');
}
