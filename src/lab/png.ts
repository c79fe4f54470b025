/** Writes PNG: true colour, unfiltered, in stored blocks. For small pictures. */
import { concat, latin1 } from './bytes';
import type { Picture } from './picture';
import { crc32, zlib } from './zlib';

export function encodePng(picture: Picture): Uint8Array {
  const { width, height } = picture;
  const stride = 1 + width * 3;
  const raw = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) picture.row(y, raw.subarray(y * stride + 1, (y + 1) * stride));
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // Eight bits, true colour; standard compression and filter; not interlaced.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return concat([signature, chunk('IHDR', header), chunk('IDAT', zlib(raw)), chunk('IEND', new Uint8Array(0))]);
}

function chunk(kind: string, data: Uint8Array): Uint8Array {
  const named = concat([latin1(kind), data]);
  const frame = new Uint8Array(named.length + 8);
  const view = new DataView(frame.buffer);
  view.setUint32(0, data.length);
  frame.set(named, 4);
  view.setUint32(named.length + 4, crc32(named));
  return frame;
}
