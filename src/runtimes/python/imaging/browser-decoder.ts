/**
 * Formats that the browser decodes for us (WebP): it does so on a thread of its own, and the answer comes later. A job is a
 * number; Python asks now and then whether it is done, and its thread sleeps meanwhile.
 *
 * On its way through the browser a colour is multiplied by its alpha and divided again (Chromium 156): where a pixel is half
 * transparent, it may come back a level or two away; where it is nearly so, more.
 */

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export const JOB = { waiting: 0, done: 1, failed: 2 } as const;

export class BrowserDecoder {
  private readonly jobs = new Map<number, Decoded | null | 'waiting'>();
  private last = 0;

  begin(file: Uint8Array<ArrayBuffer>, type: string): number {
    const job = ++this.last;
    this.jobs.set(job, 'waiting');
    decode(file, type).then(
      (image) => this.jobs.set(job, image),
      () => this.jobs.set(job, null),
    );
    return job;
  }

  state(job: number): number {
    const found = this.jobs.get(job);
    return found === 'waiting' ? JOB.waiting : found == null ? JOB.failed : JOB.done;
  }

  /** The image, once. Null when there is none of this size. */
  take(job: number, width: number, height: number): Uint8Array | null {
    const found = this.jobs.get(job);
    this.jobs.delete(job);
    if (found == null || found === 'waiting' || found.width !== width || found.height !== height) return null;
    return found.pixels;
  }
}

async function decode(file: Uint8Array<ArrayBuffer>, type: string): Promise<Decoded> {
  return 'ImageDecoder' in globalThis ? decodeFrame(file, type) : decodeByCanvas(file, type);
}

async function decodeFrame(data: Uint8Array<ArrayBuffer>, type: string): Promise<Decoded> {
  const decoder = new ImageDecoder({ data, type, colorSpaceConversion: 'none' });
  try {
    const { image } = await decoder.decode();
    try {
      const format = { format: 'RGBA' } as const;
      const pixels = new Uint8Array(image.allocationSize(format));
      await image.copyTo(pixels, format);
      return { width: image.displayWidth, height: image.displayHeight, pixels };
    } finally {
      image.close();
    }
  } finally {
    decoder.close();
  }
}

async function decodeByCanvas(file: Uint8Array<ArrayBuffer>, type: string): Promise<Decoded> {
  const image = await createImageBitmap(new Blob([file], { type }), {
    premultiplyAlpha: 'none',
    colorSpaceConversion: 'none',
  });
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('there is no canvas');
  context.drawImage(image, 0, 0);
  image.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, pixels: new Uint8Array(data.buffer) };
}
