/** The lab's pictures as JPEG files. */
import { encodeJpeg } from '../images/jpeg-encoder';
import type { Picture } from './picture';

const MAX_SIDE = 65_500;

/**
 * Colour at half the resolution and the standard's tables, as most cameras do it. `quality` is from 1 to 100, as everywhere. Throws
 * RangeError for a size that no JPEG has.
 */
export function jpegOf(picture: Picture, quality = 80): Uint8Array {
  const { width, height } = picture;
  if (!(width >= 1 && width <= MAX_SIDE && height >= 1 && height <= MAX_SIDE)) {
    throw new RangeError(`no JPEG has ${width} by ${height} pixels`);
  }
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) picture.row(y, pixels.subarray(y * width * 3, (y + 1) * width * 3));
  return encodeJpeg(pixels, width, height, 3, { quality, subsampling: '4:2:0', optimize: false, dpi: null });
}
