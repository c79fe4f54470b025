/**
 * The page's side of `protocol/supply.ts`: fetches the site's files, each once, and hands them to realms. A file that could not be
 * had is asked for anew the next time.
 */
import { parseWant, type Delivery } from '../../protocol/supply';

/** The parts of a realm that the page supplies, and where they are. */
export interface SupplyPlan {
  /** Of `sandbox.html`: the document around the realm's own, whose policy that one takes over. */
  readonly sandbox: string;
  /** The realm's module, in one file. */
  readonly code: string;
  /** The modules of its workers, by the names that the realm knows them by. */
  readonly workers: Readonly<Record<string, string>>;
  /** Absolute, with a trailing slash. */
  readonly root: string;
  /** What the realm may ask for besides: files in these folders, relative to the root, each with a trailing slash. */
  readonly folders: readonly string[];
}

interface Listener {
  (loaded: number, total: number): void;
}

class Goods {
  readonly blob: Promise<Blob>;
  /** Null until it is there. */
  whole: Blob | null = null;
  readonly #listeners = new Set<Listener>();
  #loaded = 0;
  #total = 0;

  constructor(url: string) {
    this.blob = this.#fetch(url);
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    listener(this.#loaded, this.#total);
    return () => void this.#listeners.delete(listener);
  }

  async #fetch(url: string): Promise<Blob> {
    const name = new URL(url).pathname.split('/').at(-1) ?? url;
    let response: Response;
    try {
      response = await fetch(url);
    } catch (cause) {
      throw new Error(`${name} could not be fetched.`, { cause });
    }
    if (!response.ok || response.body === null) throw new Error(`${name} was answered with status ${response.status}.`);
    // A packed answer's length is that of the packed bytes, which nobody can count from here.
    const isPacked = response.headers.has('content-encoding');
    this.#total = isPacked ? 0 : Number(response.headers.get('content-length') ?? 0) || 0;
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform: (chunk, controller) => {
          this.#loaded += chunk.byteLength;
          for (const listener of this.#listeners) listener(this.#loaded, Math.max(this.#total, this.#loaded));
          controller.enqueue(chunk);
        },
      }),
    );
    try {
      const { headers } = response;
      return await new Response(counted, { headers: { 'Content-Type': headers.get('content-type') ?? '' } }).blob();
    } catch (cause) {
      throw new Error(`${name} did not come whole.`, { cause });
    }
  }
}

const stock = new Map<string, Goods>();

function order(url: string): Goods {
  const there = stock.get(url);
  if (there !== undefined) return there;
  const goods = new Goods(url);
  stock.set(url, goods);
  goods.blob.then(
    (blob) => (goods.whole = blob),
    () => stock.delete(url),
  );
  return goods;
}

/** Rejects with an Error whose message is a sentence that names the file. */
export const supplied = (url: string): Promise<Blob> => order(url).blob;

/** What has been fetched so far, by address. */
export const inStock = (): ReadonlyMap<string, Blob> =>
  new Map([...stock].flatMap(([url, { whole }]) => (whole === null ? [] : [[url, whole] as const])));

/** So many files a realm may ask for: more than there are. */
const MOST_WANTS = 500;

/**
 * Answers what a realm asks for through its second port.
 * @param refuse told when it asks as no realm does; nothing is answered any more then
 */
export function supply(port: MessagePort, plan: SupplyPlan, refuse: (what: string) => void): void {
  let wants = 0;
  const give = (delivery: Delivery): void => port.postMessage(delivery);
  const stop = (what: string): void => {
    port.close();
    refuse(what);
  };
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    let name: string;
    try {
      ({ name } = parseWant(data));
    } catch (fault) {
      return stop(fault instanceof Error ? fault.message : String(fault));
    }
    const url = addressIn(plan, name);
    if (url === null || ++wants > MOST_WANTS) return stop('The sandbox asked for files that are not its own.');
    const goods = order(url);
    const hush = goods.listen((loaded, total) => give({ part: 'progress', name, loaded, total }));
    void goods.blob
      .then(
        (blob) => give({ part: 'file', name, blob }),
        (error: unknown) =>
          give({ part: 'missing', name, message: error instanceof Error ? error.message : String(error) }),
      )
      .finally(hush);
  };
}

/** The address of a file in one of the folders; null when the name leads out of them. */
export function addressIn({ root, folders }: SupplyPlan, name: string): string | null {
  if (!URL.canParse(name, root)) return null;
  const { href } = new URL(name, root);
  return folders.some((folder) => href.startsWith(root + folder) && href.length > root.length + folder.length)
    ? href
    : null;
}
