/**
 * Who is busy: the one place that knows whether the page is at rest. Everything that takes time says so with `begin(name)`
 * and calls the returned function once when it is over. Tests wait on `whenIdle`, never on a number of milliseconds.
 */
export interface Busy {
  /** `name` says in plain words what is going on: "run", "save", "load lesson 02". */
  begin(name: string): () => void;
  /** Wraps a promise; its result passes through unchanged. */
  during<T>(name: string, work: Promise<T>): Promise<T>;
  names(): readonly string[];
  /**
   * Resolves once nothing has been busy for two turns of the event loop in a row (work often begins right after other work
   * ends). Rejects after `timeoutMs`, naming what still is.
   */
  whenIdle(timeoutMs?: number): Promise<void>;
}

export interface BusyClock {
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

const QUIET_TURNS = 2;

export function createBusy(clock: BusyClock): Busy {
  const running = new Map<number, string>();
  const listeners = new Set<() => void>();
  let next = 0;

  const busy: Busy = {
    begin(name) {
      const id = next++;
      running.set(id, name);
      return () => {
        if (running.delete(id)) for (const listener of [...listeners]) listener();
      };
    },
    async during(name, work) {
      const end = busy.begin(name);
      try {
        return await work;
      } finally {
        end();
      }
    },
    names: () => [...running.values()],
    whenIdle(timeoutMs = 30_000) {
      return new Promise((resolve, reject) => {
        let quiet: unknown = null;
        const deadline = clock.setTimeout(() => {
          settle();
          reject(new Error(`still busy after ${timeoutMs / 1000} s: ${busy.names().join(', ')}`));
        }, timeoutMs);
        const settle = () => {
          listeners.delete(look);
          clock.clearTimeout(deadline);
          if (quiet !== null) clock.clearTimeout(quiet);
        };
        const look = (turns = QUIET_TURNS) => {
          if (quiet !== null) clock.clearTimeout(quiet);
          quiet = null;
          if (running.size > 0) return;
          if (turns === 0) {
            settle();
            resolve();
            return;
          }
          quiet = clock.setTimeout(() => {
            quiet = null;
            look(turns - 1);
          }, 0);
        };
        listeners.add(look);
        look();
      });
    },
  };
  return busy;
}
