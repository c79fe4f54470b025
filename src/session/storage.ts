/**
 * Where things are kept between visits: IndexedDB, or memory where the browser refuses it (private windows, third-party
 * frames). Values are plain data and come back as `unknown`: whoever reads them parses them.
 */
import { openDB, type IDBPDatabase } from 'idb';

export interface Storage {
  /** False when everything is gone once the page is closed; the page says so. */
  readonly durable: boolean;
  entries(prefix: string): Promise<readonly (readonly [string, unknown])[]>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
}

export function memoryStorage(): Storage {
  const kept = new Map<string, unknown>();
  return {
    durable: false,
    entries: (prefix) => Promise.resolve([...kept].filter(([key]) => key.startsWith(prefix))),
    set: (key, value) => {
      kept.set(key, structuredClone(value));
      return Promise.resolve();
    },
    delete: (key) => {
      kept.delete(key);
      return Promise.resolve();
    },
  };
}

const STORE = 'kept';

/** A database that another tab blocks must not keep the page from opening. */
const OPEN_DEADLINE_MS = 4000;

export async function openStorage(name: string): Promise<Storage> {
  let database: IDBPDatabase;
  try {
    database = await withDeadline(
      openDB(name, 1, {
        upgrade: (db) => {
          db.createObjectStore(STORE);
        },
        // Another tab wants a newer version: let it, or it waits for ever.
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      }),
      OPEN_DEADLINE_MS,
    );
  } catch {
    return memoryStorage();
  }
  return {
    durable: true,
    async entries(prefix) {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      // One transaction, so that keys and values belong together.
      const transaction = database.transaction(STORE, 'readonly');
      const [keys, values] = await Promise.all([transaction.store.getAllKeys(range), transaction.store.getAll(range)]);
      return keys.map((key, i) => [typeof key === 'string' ? key : '', values[i] as unknown] as const);
    },
    async set(key, value) {
      await database.put(STORE, value, key);
    },
    async delete(key) {
      await database.delete(STORE, key);
    },
  };
}

function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
