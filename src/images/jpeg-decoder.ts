/**
 * A JPEG decoder: baseline and progressive, 8 bits, Huffman coded, 1, 3 or 4 components. It follows the reference in what the
 * standard leaves open (the slow-but-exact integer transform; chroma is interpolated between its samples), so that it gives the same
 * bytes as Pillow, which uses libjpeg-turbo.
 *
 *     file -> segments -> bits -> coefficients -> (dequantize, transform) -> one plane a component -> (enlarge) -> pixels
 *
 * A baseline scan goes straight from bits to planes; a progressive one visits each coefficient several times, so they are kept.
 */
import { fromYcc } from './colors';
import {
  FIX_0_298631336,
  FIX_0_390180644,
  FIX_0_541196100,
  FIX_0_765366865,
  FIX_0_899976223,
  FIX_1_175875602,
  FIX_1_501321110,
  FIX_1_847759065,
  FIX_1_961570560,
  FIX_2_053119869,
  FIX_2_562915447,
  FIX_3_072711026,
  ZIGZAG,
} from './jpeg-tables';

/** More would not fit into the interpreter's memory anyway. */
const MOST_PIXELS = 2 ** 27;

/** The file cannot be decoded. `truncated`: it ends too early. */
export class JpegError extends Error {
  constructor(readonly kind: 'broken' | 'truncated' | 'unsupported') {
    super(kind);
  }
}

export interface JpegImage {
  readonly width: number;
  readonly height: number;
  /** 1: grey; 3: red, green, blue; 4: cyan, magenta, yellow, black, as the file has them. */
  readonly bands: number;
  readonly pixels: Uint8Array;
}

interface Component {
  readonly id: number;
  readonly h: number;
  readonly v: number;
  readonly quantization: number;
  /** Blocks that hold some of the image. */
  readonly columns: number;
  readonly rows: number;
  /** Blocks that are stored: whole units of all components together. */
  readonly storedColumns: number;
  /** Samples that hold some of the image. */
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly plane: Uint8Array;
  /** Of a progressive image only. */
  readonly coefficients: Int16Array | null;
  table: Uint16Array | null;
  dc: Huffman | null;
  ac: Huffman | null;
  predicted: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly components: readonly Component[];
  readonly hMax: number;
  readonly vMax: number;
}

/** Codes of up to this many bits are found by one look. */
const QUICK = 9;

interface Huffman {
  /** (length << 8) | symbol for each beginning of `QUICK` bits; 0 where the code is longer. */
  readonly quick: Uint16Array;
  /** For each length: the largest code, shifted to 16 bits, plus one. */
  readonly limits: Int32Array;
  /** For each length: what to add to a code for its symbol's place. */
  readonly offsets: Int32Array;
  readonly symbols: Uint8Array;
}

function huffmanOf(counts: Uint8Array, symbols: Uint8Array): Huffman {
  const quick = new Uint16Array(1 << QUICK);
  const limits = new Int32Array(18);
  const offsets = new Int32Array(18);
  let code = 0;
  let k = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    offsets[length] = k - code;
    for (let i = 0; i < count; i++, k++, code++) {
      if (length > QUICK) continue;
      const first = code << (QUICK - length);
      quick.fill((length << 8) | symbols[k]!, first, first + (1 << (QUICK - length)));
    }
    if (code > 1 << length) throw new JpegError('broken');
    limits[length] = code << (16 - length);
    code <<= 1;
  }
  return { quick, limits, offsets, symbols };
}

export function decodeJpeg(file: Uint8Array): JpegImage {
  return new Decoder(file).decode();
}

class Decoder {
  private readonly tables: (Uint16Array | undefined)[] = [];
  private readonly dc: (Huffman | undefined)[] = [];
  private readonly ac: (Huffman | undefined)[] = [];
  private frame: Frame | null = null;
  private restartInterval = 0;
  private jfif = false;
  private adobe: number | null = null;
  private at = 2;

  // The bits of the scan: bytes without stuffing, up to the next marker.
  private readonly clean: Uint8Array;
  private bytes = 0;
  private end = 0;
  private bits = 0;
  private count = 0;
  /** So many blocks more have only zeros in this band (progressive). */
  private runOfEnds = 0;

  constructor(private readonly file: Uint8Array) {
    this.clean = new Uint8Array(file.length + 64);
  }

  decode(): JpegImage {
    const { file } = this;
    let scans = 0;
    for (;;) {
      while (this.at < file.length && file[this.at] !== 0xff) this.at++;
      while (this.at < file.length && file[this.at] === 0xff) this.at++;
      if (this.at >= file.length) {
        if (this.frame === null) throw new JpegError('broken');
        // Nobody said that it is over, but all of it may be there.
        if (this.frame.progressive || this.frame.components.some(({ table }) => table === null))
          throw new JpegError('truncated');
        break;
      }
      const marker = file[this.at++]!;
      if (marker === 0xd9) break;
      if (marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) continue;
      const length = this.word(this.at);
      if (length < 2 || this.at + length > file.length) throw new JpegError('truncated');
      const segment = file.subarray(this.at + 2, this.at + length);
      this.at += length;
      if (marker === 0xda) {
        this.scan(segment);
        scans++;
      } else this.segment(marker, segment);
    }
    if (this.frame === null || scans === 0) throw new JpegError('broken');
    return this.assemble(this.frame);
  }

  private word(at: number): number {
    return (this.file[at]! << 8) | this.file[at + 1]!;
  }

  private segment(marker: number, data: Uint8Array): void {
    switch (marker) {
      case 0xdb:
        return this.quantization(data);
      case 0xc4:
        return this.huffman(data);
      case 0xc0:
      case 0xc1:
      case 0xc2:
        this.frame = this.readFrame(data, marker === 0xc2);
        return;
      case 0xdd:
        this.restartInterval = (data[0]! << 8) | data[1]!;
        return;
      case 0xe0:
        if (data.length >= 5 && String.fromCharCode(...data.subarray(0, 4)) === 'JFIF') this.jfif = true;
        return;
      case 0xee:
        if (data.length >= 12 && String.fromCharCode(...data.subarray(0, 5)) === 'Adobe') this.adobe = data[11]!;
        return;
      default:
        // Lossless, hierarchical and arithmetically coded images.
        if (marker >= 0xc3 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) throw new JpegError('unsupported');
    }
  }

  private quantization(data: Uint8Array): void {
    for (let p = 0; p < data.length;) {
      const wide = data[p]! >> 4 !== 0;
      const number = data[p++]! & 15;
      const table = new Uint16Array(64);
      for (let i = 0; i < 64; i++) {
        if (p >= data.length) throw new JpegError('broken');
        table[ZIGZAG[i]!] = wide ? (data[p++]! << 8) | data[p++]! : data[p++]!;
      }
      this.tables[number] = table;
    }
  }

  private huffman(data: Uint8Array): void {
    for (let p = 0; p + 17 <= data.length;) {
      const kind = data[p]! >> 4;
      const number = data[p]! & 15;
      const counts = data.subarray(p + 1, p + 17);
      const total = counts.reduce((sum, count) => sum + count, 0);
      p += 17 + total;
      if (p > data.length || total > 256) throw new JpegError('broken');
      (kind === 0 ? this.dc : this.ac)[number] = huffmanOf(counts, data.slice(p - total, p));
    }
  }

  private readFrame(data: Uint8Array, progressive: boolean): Frame {
    if (this.frame !== null || data.length < 6) throw new JpegError('broken');
    if (data[0] !== 8) throw new JpegError('unsupported');
    const height = (data[1]! << 8) | data[2]!;
    const width = (data[3]! << 8) | data[4]!;
    const count = data[5]!;
    if (width === 0 || height === 0 || data.length < 6 + count * 3) throw new JpegError('broken');
    if ((count !== 1 && count !== 3 && count !== 4) || width * height > MOST_PIXELS) throw new JpegError('unsupported');
    const specs = Array.from({ length: count }, (_, i) => {
      const [id = 0, sampling = 0, quantization = 0] = data.subarray(6 + i * 3);
      return { id, h: sampling >> 4, v: sampling & 15, quantization };
    });
    if (specs.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) throw new JpegError('broken');
    const hMax = Math.max(...specs.map(({ h }) => h));
    const vMax = Math.max(...specs.map(({ v }) => v));
    const unitColumns = Math.ceil(width / (8 * hMax));
    const unitRows = Math.ceil(height / (8 * vMax));
    const components = specs.map((spec): Component => {
      const ownWidth = Math.ceil((width * spec.h) / hMax);
      const ownHeight = Math.ceil((height * spec.v) / vMax);
      const storedColumns = unitColumns * spec.h;
      const storedRows = unitRows * spec.v;
      return {
        ...spec,
        columns: Math.ceil(ownWidth / 8),
        rows: Math.ceil(ownHeight / 8),
        storedColumns,
        width: ownWidth,
        height: ownHeight,
        stride: storedColumns * 8,
        plane: new Uint8Array(storedColumns * storedRows * 64),
        coefficients: progressive ? new Int16Array(storedColumns * storedRows * 64) : null,
        table: null,
        dc: null,
        ac: null,
        predicted: 0,
      };
    });
    return { width, height, progressive, components, hMax, vMax };
  }

  // -- scans

  private scan(header: Uint8Array): void {
    const { frame } = this;
    if (frame === null) throw new JpegError('broken');
    const count = header[0] ?? 0;
    if (count < 1 || count > 4 || header.length < 4 + count * 2) throw new JpegError('broken');
    const components = Array.from({ length: count }, (_, i) => {
      const component = frame.components.find(({ id }) => id === header[1 + i * 2]);
      if (component === undefined) throw new JpegError('broken');
      const tables = header[2 + i * 2]!;
      component.dc = this.dc[tables >> 4] ?? null;
      component.ac = this.ac[tables & 15] ?? null;
      // Tables may be told anew between scans: those of a component are the ones at its first.
      component.table ??= this.tables[component.quantization] ?? null;
      return component;
    });
    const first = header[1 + count * 2]!;
    const last = header[2 + count * 2]!;
    const high = header[3 + count * 2]! >> 4;
    const low = header[3 + count * 2]! & 15;
    if (frame.progressive && (first > last || last > 63 || (first === 0 && last !== 0) || low > 13))
      throw new JpegError('broken');
    const block = frame.progressive
      ? this.progressiveBlock(first, last, high, low)
      : (component: Component, column: number, row: number) => this.baselineBlock(component, column, row);
    const [only] = components;
    const perUnit = count === 1 ? [] : components;
    const columns = count === 1 && only !== undefined ? only.columns : Math.ceil(frame.width / (8 * frame.hMax));
    const rows = count === 1 && only !== undefined ? only.rows : Math.ceil(frame.height / (8 * frame.vMax));
    const units = columns * rows;
    const interval = this.restartInterval === 0 ? units : this.restartInterval;
    for (let unit = 0, restarts = 0; unit < units; restarts++) {
      if (restarts > 0) this.passRestart();
      this.beginBits();
      for (const component of components) component.predicted = 0;
      this.runOfEnds = 0;
      const until = Math.min(units, unit + interval);
      for (; unit < until; unit++) {
        const row = Math.trunc(unit / columns);
        const column = unit - row * columns;
        if (count === 1 && only !== undefined) block(only, column, row);
        for (const component of perUnit) {
          for (let v = 0; v < component.v; v++) {
            for (let h = 0; h < component.h; h++) block(component, column * component.h + h, row * component.v + v);
          }
        }
        // A few bits may be missing at the very end; whole blocks may not.
        if (this.bytes > this.end + 8) throw new JpegError(this.at >= this.file.length ? 'truncated' : 'broken');
      }
    }
  }

  /** Copies the scan's bytes up to the next marker, without the zeros that are put after each 255. */
  private beginBits(): void {
    const { file, clean } = this;
    let from = this.at;
    let to = 0;
    for (;;) {
      let next = file.indexOf(0xff, from);
      if (next < 0) next = file.length;
      clean.set(file.subarray(from, next), to);
      to += next - from;
      from = next;
      if (from >= file.length) break;
      const after = file[from + 1];
      if (after === 0xff) {
        from++;
        continue;
      }
      if (after !== 0) break;
      clean[to++] = 0xff;
      from += 2;
    }
    this.at = Math.min(from, file.length);
    clean.fill(0, to, to + 64);
    this.bytes = 0;
    this.end = to;
    this.bits = 0;
    this.count = 0;
  }

  private passRestart(): void {
    const { file } = this;
    if (file[this.at] === 0xff && (file[this.at + 1] ?? 0) >= 0xd0 && (file[this.at + 1] ?? 0) <= 0xd7) this.at += 2;
    else throw new JpegError(this.at >= file.length ? 'truncated' : 'broken');
  }

  private fill(): void {
    while (this.count <= 24) {
      this.bits = (this.bits << 8) | (this.clean[this.bytes] ?? 0);
      this.bytes++;
      this.count += 8;
    }
  }

  private symbol(huffman: Huffman): number {
    if (this.count < 16) this.fill();
    const entry = huffman.quick[(this.bits >>> (this.count - QUICK)) & ((1 << QUICK) - 1)]!;
    if (entry !== 0) {
      this.count -= entry >> 8;
      return entry & 255;
    }
    const code = (this.bits >>> (this.count - 16)) & 0xffff;
    return this.longSymbol(huffman, code);
  }

  private longSymbol({ limits, offsets, symbols }: Huffman, code: number): number {
    let length = QUICK + 1;
    while (length <= 16 && code >= limits[length]!) length++;
    if (length > 16) throw new JpegError('broken');
    this.count -= length;
    return symbols[(code >> (16 - length)) + offsets[length]!]!;
  }

  private take(length: number): number {
    if (length === 0) return 0;
    if (this.count < length) this.fill();
    this.count -= length;
    return (this.bits >>> this.count) & ((1 << length) - 1);
  }

  /** The next `length` bits as a number whose sign is in its first bit (F.2.2.1). */
  private signed(length: number): number {
    const value = this.take(length);
    return length > 0 && value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  private nextDc(component: Component): number {
    if (component.dc === null) throw new JpegError('broken');
    const length = this.symbol(component.dc);
    if (length > 15) throw new JpegError('broken');
    return (component.predicted += this.signed(length));
  }

  private readonly block = new Int32Array(64);

  private baselineBlock(component: Component, column: number, row: number): void {
    const { table, ac } = component;
    if (table === null || ac === null) throw new JpegError('broken');
    const { block } = this;
    const value = Math.imul(this.nextDc(component), table[0]!);
    // The bits in locals: this is where decoding spends its time.
    const { clean } = this;
    const { quick } = ac;
    let { bits, count, bytes } = this;
    let filled = false;
    for (let k = 1; k < 64; k++) {
      while (count <= 24) {
        bits = (bits << 8) | clean[bytes++]!;
        count += 8;
      }
      const entry = quick[(bits >>> (count - QUICK)) & ((1 << QUICK) - 1)]!;
      let symbol: number;
      if (entry !== 0) {
        count -= entry >> 8;
        symbol = entry & 255;
      } else {
        this.count = count;
        symbol = this.longSymbol(ac, (bits >>> (count - 16)) & 0xffff);
        count = this.count;
      }
      const length = symbol & 15;
      if (length === 0) {
        if (symbol !== 0xf0) break;
        k += 15;
        continue;
      }
      k += symbol >> 4;
      if (k > 63) throw new JpegError('broken');
      while (count <= 24) {
        bits = (bits << 8) | clean[bytes++]!;
        count += 8;
      }
      count -= length;
      let coefficient = (bits >>> count) & ((1 << length) - 1);
      if (coefficient < 1 << (length - 1)) coefficient += 1 - (1 << length);
      const place = ZIGZAG[k]!;
      block[place] = Math.imul(coefficient, table[place]!);
      filled = true;
    }
    this.bits = bits;
    this.count = count;
    this.bytes = bytes;
    const at = row * 8 * component.stride + column * 8;
    if (filled) {
      block[0] = value;
      transform(block, component.plane, at, component.stride);
      block.fill(0);
    } else fillBlock(value, component.plane, at, component.stride);
  }

  private progressiveBlock(
    first: number,
    last: number,
    high: number,
    low: number,
  ): (component: Component, column: number, row: number) => void {
    const visit =
      first === 0
        ? high === 0
          ? (c: Component, z: Int16Array, at: number) => (z[at] = this.nextDc(c) << low)
          : (_: Component, z: Int16Array, at: number) => (z[at] = z[at]! | (this.take(1) << low))
        : high === 0
          ? (c: Component, z: Int16Array, at: number) => this.firstBand(c, z, at, first, last, low)
          : (c: Component, z: Int16Array, at: number) => this.refineBand(c, z, at, first, last, low);
    return (component, column, row) => {
      if (component.coefficients === null) throw new JpegError('broken');
      visit(component, component.coefficients, (row * component.storedColumns + column) * 64);
    };
  }

  private firstBand(component: Component, z: Int16Array, at: number, first: number, last: number, low: number): void {
    if (this.runOfEnds > 0) {
      this.runOfEnds--;
      return;
    }
    if (component.ac === null) throw new JpegError('broken');
    for (let k = first; k <= last; k++) {
      const symbol = this.symbol(component.ac);
      const length = symbol & 15;
      const zeros = symbol >> 4;
      if (length === 0) {
        if (zeros < 15) {
          this.runOfEnds = (1 << zeros) - 1 + this.take(zeros);
          return;
        }
        k += 15;
        continue;
      }
      k += zeros;
      if (k > 63) throw new JpegError('broken');
      z[at + ZIGZAG[k]!] = this.signed(length) << low;
    }
  }

  /** One bit more for coefficients that are known not to be zero, and new ones between them (G.1.2.3). */
  private refineBand(component: Component, z: Int16Array, at: number, first: number, last: number, low: number): void {
    if (component.ac === null) throw new JpegError('broken');
    const bit = 1 << low;
    const refine = (place: number): void => {
      const value = z[place]!;
      if (this.take(1) === 1 && (value & bit) === 0) z[place] = value + (value > 0 ? bit : -bit);
    };
    let k = first;
    if (this.runOfEnds === 0) {
      for (; k <= last; k++) {
        const symbol = this.symbol(component.ac);
        let zeros = symbol >> 4;
        let fresh = 0;
        if ((symbol & 15) !== 0) {
          fresh = this.take(1) === 1 ? bit : -bit;
        } else if (zeros < 15) {
          this.runOfEnds = (1 << zeros) + this.take(zeros);
          break;
        }
        for (; k <= last; k++) {
          const place = at + ZIGZAG[k]!;
          if (z[place] !== 0) refine(place);
          else if (zeros-- === 0) {
            if (fresh !== 0) z[place] = fresh;
            break;
          }
        }
      }
    }
    if (this.runOfEnds > 0) {
      for (; k <= last; k++) {
        const place = at + ZIGZAG[k]!;
        if (z[place] !== 0) refine(place);
      }
      this.runOfEnds--;
    }
  }

  // -- pixels

  private assemble(frame: Frame): JpegImage {
    const { width, height, components } = frame;
    for (const component of components) {
      if (component.table === null) throw new JpegError('truncated');
      if (component.coefficients !== null) this.transformAll(component, component.coefficients, component.table);
    }
    const bands = components.length;
    const pixels = new Uint8Array(width * height * bands);
    components.forEach((component, band) => enlarge(component, frame, pixels, band, bands));
    if (bands === 3 && this.isYcc(components)) fromYcc(pixels);
    if (bands === 4 && this.adobe === 2) fromYcck(pixels);
    return { width, height, bands, pixels };
  }

  private transformAll(component: Component, coefficients: Int16Array, table: Uint16Array): void {
    const { block } = this;
    const { columns, rows, storedColumns, plane, stride } = component;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const from = (row * storedColumns + column) * 64;
        for (let i = 0; i < 64; i++) block[i] = Math.imul(coefficients[from + i]!, table[i]!);
        transform(block, plane, row * 8 * stride + column * 8, stride);
      }
    }
    block.fill(0);
  }

  /** Nothing in a file says what its three components are; there are habits. */
  private isYcc(components: readonly Component[]): boolean {
    if (this.jfif) return true;
    if (this.adobe !== null) return this.adobe !== 0;
    return components.map(({ id }) => String.fromCharCode(id)).join('') !== 'RGB';
  }
}

function fromYcck(pixels: Uint8Array): void {
  const colors = new Uint8Array(3);
  for (let p = 0; p < pixels.length; p += 4) {
    colors.set(pixels.subarray(p, p + 3));
    fromYcc(colors);
    for (let i = 0; i < 3; i++) pixels[p + i] = 255 - colors[i]!;
  }
}

// -- the inverse cosine transform ------------------------------------------------------------------------------------------

const workspace = new Int32Array(64);

const toByte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** A block whose only coefficient is the mean. */
function fillBlock(value: number, plane: Uint8Array, at: number, stride: number): void {
  const sample = toByte((((value << 2) + 16) >> 5) + 128);
  for (let y = 0; y < 8; y++, at += stride) plane.fill(sample, at, at + 8);
}

/** Loeffler, Ligtenberg and Moschytz's transform: columns, then rows, in 13 bits behind the point. */
function transform(block: Int32Array, plane: Uint8Array, at: number, stride: number): void {
  const w = workspace;
  const imul = Math.imul;
  for (let i = 0; i < 8; i++) {
    const c0 = block[i]!;
    const c1 = block[i + 8]!;
    const c2 = block[i + 16]!;
    const c3 = block[i + 24]!;
    const c4 = block[i + 32]!;
    const c5 = block[i + 40]!;
    const c6 = block[i + 48]!;
    const c7 = block[i + 56]!;
    if ((c1 | c2 | c3 | c4 | c5 | c6 | c7) === 0) {
      const mean = c0 << 2;
      w[i] = w[i + 8] = w[i + 16] = w[i + 24] = w[i + 32] = w[i + 40] = w[i + 48] = w[i + 56] = mean;
      continue;
    }
    let z1 = imul(c2 + c6, FIX_0_541196100);
    const e2 = z1 - imul(c6, FIX_1_847759065);
    const e3 = z1 + imul(c2, FIX_0_765366865);
    const e0 = (c0 + c4) << 13;
    const e1 = (c0 - c4) << 13;
    const t10 = e0 + e3;
    const t13 = e0 - e3;
    const t11 = e1 + e2;
    const t12 = e1 - e2;
    const z5 = imul(c7 + c3 + c5 + c1, FIX_1_175875602);
    const z3 = z5 - imul(c7 + c3, FIX_1_961570560);
    const z4 = z5 - imul(c5 + c1, FIX_0_390180644);
    z1 = -imul(c7 + c1, FIX_0_899976223);
    const z2 = -imul(c5 + c3, FIX_2_562915447);
    const o0 = imul(c7, FIX_0_298631336) + z1 + z3;
    const o1 = imul(c5, FIX_2_053119869) + z2 + z4;
    const o2 = imul(c3, FIX_3_072711026) + z2 + z3;
    const o3 = imul(c1, FIX_1_501321110) + z1 + z4;
    w[i] = (t10 + o3 + 1024) >> 11;
    w[i + 56] = (t10 - o3 + 1024) >> 11;
    w[i + 8] = (t11 + o2 + 1024) >> 11;
    w[i + 48] = (t11 - o2 + 1024) >> 11;
    w[i + 16] = (t12 + o1 + 1024) >> 11;
    w[i + 40] = (t12 - o1 + 1024) >> 11;
    w[i + 24] = (t13 + o0 + 1024) >> 11;
    w[i + 32] = (t13 - o0 + 1024) >> 11;
  }
  // Half a step for rounding, and 128, which the encoder has taken away.
  const bias = (1 << 17) + (128 << 18);
  for (let i = 0; i < 64; i += 8, at += stride) {
    const c0 = w[i]!;
    const c1 = w[i + 1]!;
    const c2 = w[i + 2]!;
    const c3 = w[i + 3]!;
    const c4 = w[i + 4]!;
    const c5 = w[i + 5]!;
    const c6 = w[i + 6]!;
    const c7 = w[i + 7]!;
    let z1 = imul(c2 + c6, FIX_0_541196100);
    const e2 = z1 - imul(c6, FIX_1_847759065);
    const e3 = z1 + imul(c2, FIX_0_765366865);
    const e0 = ((c0 + c4) << 13) + bias;
    const e1 = ((c0 - c4) << 13) + bias;
    const t10 = e0 + e3;
    const t13 = e0 - e3;
    const t11 = e1 + e2;
    const t12 = e1 - e2;
    const z5 = imul(c7 + c3 + c5 + c1, FIX_1_175875602);
    const z3 = z5 - imul(c7 + c3, FIX_1_961570560);
    const z4 = z5 - imul(c5 + c1, FIX_0_390180644);
    z1 = -imul(c7 + c1, FIX_0_899976223);
    const z2 = -imul(c5 + c3, FIX_2_562915447);
    const o0 = imul(c7, FIX_0_298631336) + z1 + z3;
    const o1 = imul(c5, FIX_2_053119869) + z2 + z4;
    const o2 = imul(c3, FIX_3_072711026) + z2 + z3;
    const o3 = imul(c1, FIX_1_501321110) + z1 + z4;
    plane[at] = toByte((t10 + o3) >> 18);
    plane[at + 7] = toByte((t10 - o3) >> 18);
    plane[at + 1] = toByte((t11 + o2) >> 18);
    plane[at + 6] = toByte((t11 - o2) >> 18);
    plane[at + 2] = toByte((t12 + o1) >> 18);
    plane[at + 5] = toByte((t12 - o1) >> 18);
    plane[at + 3] = toByte((t13 + o0) >> 18);
    plane[at + 4] = toByte((t13 - o0) >> 18);
  }
}

// -- enlarging chroma ------------------------------------------------------------------------------------------------------

/** Writes a component's samples, enlarged to the image's size, to every `bands`-th byte of `pixels` from `band` on. */
function enlarge(component: Component, frame: Frame, pixels: Uint8Array, band: number, bands: number): void {
  const { h, v, plane, stride } = component;
  const { width, height, hMax, vMax } = frame;
  const rowBytes = width * bands;
  const across = hMax / h;
  const down = vMax / v;
  // Halved components are interpolated, each sample three parts its own and one part its neighbour's; a narrow one is not.
  const smooth = component.width > 2;
  if (across === 2 && down === 1 && smooth) {
    for (let y = 0; y < height; y++) {
      doubleRow(component, y * stride, 0, y * stride, pixels, y * rowBytes + band, bands, width);
    }
  } else if (across === 2 && down === 2 && smooth) {
    for (let y = 0; y < height; y++) {
      const own = y >> 1;
      const other = (y & 1) === 0 ? Math.max(0, own - 1) : Math.min(component.height - 1, own + 1);
      doubleRow(component, own * stride, 1, other * stride, pixels, y * rowBytes + band, bands, width);
    }
  } else if (across === 1 && down === 2) {
    for (let y = 0; y < height; y++) {
      const own = (y >> 1) * stride;
      const upper = (y & 1) === 0;
      const other = (upper ? Math.max(0, (y >> 1) - 1) : Math.min(component.height - 1, (y >> 1) + 1)) * stride;
      const bias = upper ? 1 : 2;
      for (let x = 0, p = y * rowBytes + band; x < width; x++, p += bands) {
        pixels[p] = (plane[own + x]! * 3 + plane[other + x]! + bias) >> 2;
      }
    }
  } else {
    const columns = new Int32Array(width);
    for (let x = 0; x < width; x++) columns[x] = Math.trunc((x * h) / hMax);
    for (let y = 0; y < height; y++) {
      const row = Math.trunc((y * v) / vMax) * stride;
      for (let x = 0, p = y * rowBytes + band; x < width; x++, p += bands) pixels[p] = plane[row + columns[x]!]!;
    }
  }
}

/** A row twice as wide; `tall`: also between this row and another. Roundings alternate, so that they do no harm in sum. */
function doubleRow(
  { plane, width }: Component,
  own: number,
  tall: number,
  other: number,
  pixels: Uint8Array,
  p: number,
  bands: number,
  outWidth: number,
): void {
  const end = p + outWidth * bands;
  const shift = tall === 1 ? 4 : 2;
  const leftBias = tall === 1 ? 8 : 1;
  const rightBias = tall === 1 ? 7 : 2;
  // Without a second row, each sum is the sample itself.
  const ownWeight = tall === 1 ? 3 : 1;
  const otherWeight = tall;
  let here = plane[own]! * ownWeight + plane[other]! * otherWeight;
  let before = here;
  for (let x = 0; x < width; x++) {
    const after = x + 1 < width ? plane[own + x + 1]! * ownWeight + plane[other + x + 1]! * otherWeight : here;
    // At the ends the neighbour is the sample itself.
    pixels[p] = (here * 3 + before + leftBias) >> shift;
    p += bands;
    if (p >= end) return;
    pixels[p] = (here * 3 + after + rightBias) >> shift;
    p += bands;
    before = here;
    here = after;
  }
}
