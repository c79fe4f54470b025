/**
 * The wrappings of zlib and gzip (RFC 1950 to 1952) around blocks that are stored as they are: every reader accepts them,
 * and nothing here would be the better for being smaller.
 */
import { concat } from './bytes';

const MAX_STORED = 65_535;

function stored(bytes: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [];
  let at = 0;
  do {
    const part = bytes.subarray(at, at + MAX_STORED);
    at += part.length;
    const { length } = part;
    const isLast = at >= bytes.length;
    blocks.push(Uint8Array.of(isLast ? 1 : 0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), part);
  } while (at < bytes.length);
  return concat(blocks);
}

const bigEndian = (word: number): Uint8Array =>
  Uint8Array.of(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
const littleEndian = (word: number): Uint8Array => bigEndian(word).reverse();

export function gzip(bytes: Uint8Array): Uint8Array {
  const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
  return concat([header, stored(bytes), littleEndian(crc32(bytes)), littleEndian(bytes.length)]);
}

export function zlib(bytes: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(0x78, 0x01), stored(bytes), bigEndian(adler32(bytes))]);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let word = n;
  for (let bit = 0; bit < 8; bit++) word = word & 1 ? 0xedb88320 ^ (word >>> 1) : word >>> 1;
  return word;
});

export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}
