/**
 * The Python module `_interleave_imaging`: what `packages/PIL` has computed outside Python. Images are bytes in the interpreter's
 * memory, one for each band of each pixel, row by row; Python passes their addresses and owns them. Everything happens at once,
 * in the worker of the process that asks, while no other of its threads runs.
 *
 * Lengths follow from sizes, so what stands at an address is never read or written beyond them. A program may call these with
 * addresses of its own invention: it then spoils its own memory, as `ctypes` would let it.
 */
import { BrowserDecoder } from './browser-decoder';
import * as colors from '../../../images/colors';
import { boxBlur, boxRadiusFor, convolve, rankFilter, sharpenBy } from '../../../images/filters';
import { affine, transpose, type Interpolation, type Matrix } from '../../../images/geometry';
import { decodeLzw } from '../../../images/gif';
import { JpegError, decodeJpeg } from '../../../images/jpeg-decoder';
import { encodeJpeg, type JpegOptions } from '../../../images/jpeg-encoder';
import { decodeRows, encodeRows, packBits, unpackBits } from '../../../images/png';
import { reduce, resample, sampleNearest, type Box, type Filter } from '../../../images/resample';

/** Passes of a box that stand for a Gaussian. */
const GAUSSIAN_PASSES = 3;

const JPEG_STATUS = { broken: 1, truncated: 2, unsupported: 3 } as const;

/** @param memory the interpreter's memory, looked up anew at each use: it may have grown */
export function imagingModule(memory: () => Uint8Array): object {
  const bytes = (address: number, length: number): Uint8Array => memory().subarray(address, address + length);
  /** A result may be made in place of its source. */
  const copied = (address: number, length: number): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes(address, length));
  const browser = new BrowserDecoder();

  return {
    resize: (
      source: number,
      width: number,
      height: number,
      bands: number,
      left: number,
      top: number,
      right: number,
      bottom: number,
      filter: Filter | 'nearest',
      target: number,
      outWidth: number,
      outHeight: number,
    ): void => {
      // Single precision, in which Pillow's core is told of a box.
      const box: Box = [Math.fround(left), Math.fround(top), Math.fround(right), Math.fround(bottom)];
      const from = bytes(source, width * height * bands);
      const to = bytes(target, outWidth * outHeight * bands);
      if (filter === 'nearest') sampleNearest(from, width, height, bands, box, to, outWidth, outHeight);
      else resample(from, width, height, bands, box, filter, to, outWidth, outHeight);
    },
    reduce: (
      source: number,
      width: number,
      height: number,
      bands: number,
      left: number,
      top: number,
      right: number,
      bottom: number,
      across: number,
      down: number,
      target: number,
    ): void => {
      const length = Math.ceil((right - left) / across) * Math.ceil((bottom - top) / down) * bands;
      const from = bytes(source, width * height * bands);
      reduce(from, width, bands, [left, top, right, bottom], across, down, bytes(target, length));
    },
    transpose: (source: number, width: number, height: number, bands: number, method: number, target: number): void => {
      const length = width * height * bands;
      transpose(bytes(source, length), width, height, bands, method, bytes(target, length));
    },
    affine: (
      source: number,
      width: number,
      height: number,
      bands: number,
      a: number,
      b: number,
      c: number,
      d: number,
      e: number,
      f: number,
      interpolation: Interpolation,
      target: number,
      outWidth: number,
      outHeight: number,
    ): void => {
      const matrix: Matrix = [a, b, c, d, e, f];
      const from = bytes(source, width * height * bands);
      const to = bytes(target, outWidth * outHeight * bands);
      affine(from, width, height, bands, matrix, interpolation, to, outWidth, outHeight);
    },
    /** `kernel`: JSON of its weights. */
    convolve: (
      source: number,
      width: number,
      height: number,
      bands: number,
      kernel: string,
      offset: number,
      target: number,
    ): void => {
      const length = width * height * bands;
      const weights = JSON.parse(kernel) as number[];
      convolve(bytes(source, length), width, height, bands, weights, offset, bytes(target, length));
    },
    box_blur: (
      source: number,
      width: number,
      height: number,
      bands: number,
      x: number,
      y: number,
      target: number,
    ): void => {
      const length = width * height * bands;
      boxBlur(bytes(source, length), width, height, bands, x, y, 1, bytes(target, length));
    },
    gaussian_blur: (
      source: number,
      width: number,
      height: number,
      bands: number,
      x: number,
      y: number,
      target: number,
    ): void => {
      const length = width * height * bands;
      const [rx, ry] = [boxRadiusFor(x, GAUSSIAN_PASSES), boxRadiusFor(y, GAUSSIAN_PASSES)];
      boxBlur(bytes(source, length), width, height, bands, rx, ry, GAUSSIAN_PASSES, bytes(target, length));
    },
    /** The blurred image at `blurred` becomes the sharpened one. */
    sharpen_by: (source: number, length: number, blurred: number, percent: number, threshold: number): void =>
      sharpenBy(bytes(source, length), bytes(blurred, length), percent, threshold),
    rank_filter: (
      source: number,
      width: number,
      height: number,
      bands: number,
      size: number,
      rank: number,
      target: number,
    ): void => {
      const length = width * height * bands;
      rankFilter(bytes(source, length), width, height, bands, size, rank, bytes(target, length));
    },

    /** False when there is no such conversion in one step. */
    convert: (from: string, to: string, source: number, length: number, target: number, outLength: number): boolean =>
      colors.convert(from, to, bytes(source, length), bytes(target, outLength)),
    look_up: (source: number, length: number, entries: number, bands: number, target: number): void =>
      colors.lookUp(bytes(source, length), bytes(entries, 256 * bands), bands, bytes(target, length * bands)),
    map_through: (
      source: number,
      length: number,
      bands: number,
      table: number,
      tableLength: number,
      target: number,
    ): void => colors.mapThrough(bytes(source, length), bands, bytes(table, tableLength), bytes(target, length)),
    clear_color: (pixels: number, length: number, red: number, green: number, blue: number): void =>
      colors.clearColor(bytes(pixels, length), red, green, blue),
    dither: (source: number, width: number, height: number, target: number): void =>
      colors.dither(bytes(source, width * height), width, height, bytes(target, width * height)),
    blend_with: (target: number, source: number, bands: number, mask: number, pixels: number): void =>
      colors.blendWith(bytes(target, pixels * bands), bytes(source, pixels * bands), bands, bytes(mask, pixels)),
    interpolate: (first: number, second: number, share: number, target: number, length: number): void =>
      colors.interpolate(bytes(first, length), bytes(second, length), share, bytes(target, length)),
    composite: (below: number, above: number, target: number, length: number): void =>
      colors.composite(bytes(below, length), bytes(above, length), bytes(target, length)),
    /** `counts`: the address of 256 unsigned words for each band, which are counted up. */
    histogram: (source: number, length: number, bands: number, counts: number): void => {
      const { buffer } = memory();
      colors.histogram(bytes(source, length), bands, new Uint32Array(buffer, counts, 256 * bands));
    },
    /** JSON of [left, top, right, bottom] or null. `looked`: JSON of the bands that count. */
    bounds: (source: number, width: number, height: number, bands: number, looked: string): string => {
      const which = JSON.parse(looked) as number[];
      return JSON.stringify(colors.boundsOf(bytes(source, width * height * bands), width, height, bands, which));
    },

    /** 0, or why there are no pixels: 1 broken, 2 truncated, 3 of a kind that is not decoded, 4 not of the size expected. */
    decode_jpeg: (
      file: number,
      length: number,
      target: number,
      width: number,
      height: number,
      bands: number,
    ): number => {
      try {
        const image = decodeJpeg(bytes(file, length));
        if (image.width !== width || image.height !== height || image.bands !== bands) return 4;
        bytes(target, width * height * bands).set(image.pixels);
        return 0;
      } catch (error) {
        if (error instanceof JpegError) return JPEG_STATUS[error.kind];
        throw error;
      }
    },
    encode_jpeg: (
      source: number,
      width: number,
      height: number,
      bands: 1 | 3,
      quality: number,
      subsampling: JpegOptions['subsampling'],
      optimize: boolean,
      dpiX: number,
      dpiY: number,
    ): Uint8Array =>
      encodeJpeg(bytes(source, width * height * bands), width, height, bands, {
        quality,
        subsampling,
        optimize,
        dpi: dpiX > 0 ? [dpiX, dpiY] : null,
      }),
    /** A job's number. `type` is a MIME type. */
    begin_decoding: (file: number, length: number, type: string): number => browser.begin(copied(file, length), type),
    /** 0: not yet; 1: `take_decoded` has it; 2: this is nothing that the browser decodes. */
    decoding: (job: number): number => browser.state(job),
    /** Writes RGBA. False when it is not of this size. */
    take_decoded: (job: number, target: number, width: number, height: number): boolean => {
      const pixels = browser.take(job, width, height);
      if (pixels !== null) bytes(target, width * height * 4).set(pixels);
      return pixels !== null;
    },
    decode_rows: (
      data: number,
      length: number,
      width: number,
      height: number,
      depth: number,
      channels: number,
      interlaced: boolean,
      stretch: boolean,
      target: number,
    ): boolean => {
      const to = bytes(target, width * height * channels);
      // A copy: these are the bytes of a Python object that does not change.
      return decodeRows(copied(data, length), width, height, depth, channels, interlaced, stretch, to);
    },
    encode_rows: (source: number, rowBytes: number, height: number, unit: number, target: number): void =>
      encodeRows(bytes(source, rowBytes * height), rowBytes, height, unit, bytes(target, (rowBytes + 1) * height)),
    pack_bits: (source: number, width: number, height: number, target: number): void =>
      packBits(bytes(source, width * height), width, height, bytes(target, ((width + 7) >> 3) * height)),
    unpack_bits: (source: number, width: number, height: number, target: number): void =>
      unpackBits(bytes(source, ((width + 7) >> 3) * height), width, height, bytes(target, width * height)),
    decode_lzw: (
      data: number,
      length: number,
      minimum: number,
      width: number,
      height: number,
      interlaced: boolean,
      target: number,
    ): boolean => decodeLzw(bytes(data, length), minimum, width, height, interlaced, bytes(target, width * height)),
  };
}
