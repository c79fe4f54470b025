/**
 * `picsum.photos`: a picture of any size up to 5000 by 5000. As at the service of that name, `/id/N/...` and `/seed/S/...`
 * always give the same picture and `/W/H` gives any; there are only a few of those, so that a program that asks for twenty
 * large ones does not wait for our drawing.
 */
import { chanceFor } from '../chance';
import { jpegOf } from '../jpeg';
import { emptyAnswer, jsonAnswer, textAnswer, type Headers, type LabResponse, type Site } from '../http/message';
import { parseTarget, type Target } from '../http/target';
import { blurred, makePicture } from '../picture';

const MAX_SIDE = 5_000;
/** How many different pictures `/W/H` gives. */
const AT_RANDOM = 4;
const PICTURES = 1_085;
const CACHE_BYTES = 24 * 1024 * 1024;

interface Wanted {
  /** What the picture depends on. */
  readonly words: readonly (string | number)[];
  readonly id: number | null;
  readonly width: number;
  readonly height: number;
}

export function makePicsum(): Site {
  const cache = new Cache(CACHE_BYTES);
  return (request, { random }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return emptyAnswer(405, [['Allow', 'GET, HEAD']]);
    const target = parseTarget(request.target);
    const steps = target.steps.at(-1) === '' ? target.steps.slice(0, -1) : target.steps;
    // Finding a picture takes such a service a while; that is what makes fetching many at once worth it.
    const serverMs = 60 + random.float() * 60;
    const about = aboutPictures(steps, target);
    if (about !== null) return { ...about, serverMs: serverMs / 4 };
    const wanted = wantedPicture(steps, random.below(AT_RANDOM));
    if (typeof wanted === 'string') return textAnswer(`${wanted}\n`, 400);
    if (wanted === null) return textAnswer('There is no such picture.\n', 404);

    const grey = target.query.some(([name]) => name === 'grayscale');
    const blur = blurOf(target);
    const { words, width, height, id } = wanted;
    const body = cache.get([...words, width, height, grey, blur].join('/'), () => {
      const options = { words, grey };
      return jpegOf(
        blur === 0
          ? makePicture({ ...options, width, height })
          : blurred((w, h) => makePicture({ ...options, width: w, height: h }), width, height, blur),
      );
    });
    const headers: Headers = [
      ['Content-Type', 'image/jpeg'],
      ['Cache-Control', 'public, max-age=2592000'],
      ['Access-Control-Allow-Origin', '*'],
      ...(id === null ? [] : ([['Picsum-ID', String(id)]] as const)),
    ];
    return { status: 200, headers, body, serverMs };
  };
}

/** A sentence where the size is not one. */
function wantedPicture(steps: readonly string[], any: number): Wanted | string | null {
  const [kind, name, ...rest] = steps;
  if (kind === 'id' && name !== undefined) {
    const id = /^\d{1,4}$/.test(name) ? Number(name) : PICTURES;
    return id < PICTURES ? sized(rest, { words: ['id', id], id }) : null;
  }
  if (kind === 'seed' && name !== undefined) return sized(rest, { words: ['seed', name], id: null });
  return sized(steps, { words: ['id', any], id: any });
}

function sized(steps: readonly string[], what: Pick<Wanted, 'words' | 'id'>): Wanted | string | null {
  const [first = '', second = first, ...more] = steps.map((step) => step.replace(/\.jpe?g$/, ''));
  if (more.length > 0 || !/^\d+$/.test(first) || !/^\d+$/.test(second)) return null;
  const [width, height] = [Number(first), Number(second)];
  const fits = (side: number): boolean => side >= 1 && side <= MAX_SIDE;
  return fits(width) && fits(height)
    ? { ...what, width, height }
    : `A picture has from 1 to ${MAX_SIDE} pixels each way.`;
}

/** `?blur` is 5, `?blur=1` to `?blur=10` are what they say. */
function blurOf({ query }: Target): number {
  const text = query.find(([name]) => name === 'blur')?.[1];
  if (text === undefined) return 0;
  return text === '' ? 5 : Math.min(10, Math.max(1, Math.round(Number(text)) || 5));
}

function aboutPictures(steps: readonly string[], target: Target): LabResponse | null {
  const [first, second, third] = steps;
  if (first === 'v2' && second === 'list') {
    const whole = (name: string, standing: number): number => {
      const text = target.query.find(([key]) => key === name)?.[1] ?? '';
      return /^\d{1,4}$/.test(text) ? Number(text) : standing;
    };
    const limit = Math.min(100, Math.max(1, whole('limit', 30)));
    const from = (Math.max(1, whole('page', 1)) - 1) * limit;
    const count = Math.max(0, Math.min(limit, PICTURES - from));
    return jsonAnswer(Array.from({ length: count }, (_, i) => factsOf(from + i)));
  }
  if (first === 'id' && third === 'info' && /^\d{1,4}$/.test(second ?? '')) {
    const id = Number(second);
    return id < PICTURES ? jsonAnswer(factsOf(id)) : textAnswer('There is no such picture.\n', 404);
  }
  return null;
}

function factsOf(id: number) {
  const random = chanceFor(0, 'picture', id);
  const [width, height] = [2_000 + random.below(3_000), 1_500 + random.below(2_500)];
  const page = `https://picsum.photos/id/${id}`;
  return {
    id: String(id),
    author: 'The lab network',
    width,
    height,
    url: `${page}/info`,
    download_url: `${page}/${width}/${height}`,
  };
}

/** Keeps what was made last, up to so many bytes. */
class Cache {
  readonly #most: number;
  readonly #items = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string, make: () => Uint8Array): Uint8Array {
    const found = this.#items.get(key);
    const item = found ?? make();
    if (found === undefined) this.#bytes += item.length;
    // Last in the map's order: the last to be thrown away.
    this.#items.delete(key);
    this.#items.set(key, item);
    for (const [oldest, bytes] of this.#items) {
      if (this.#bytes <= this.#most || oldest === key) break;
      this.#items.delete(oldest);
      this.#bytes -= bytes.length;
    }
    return item;
  }
}
