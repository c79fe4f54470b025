/**
 * Whoever makes something that holds on to the world (a listener, a worker, a frame, a timer) hands back a `Disposable`.
 * Disposing twice is allowed and does nothing the second time. These work with `using`.
 */

// Safari has no Symbol.dispose yet; this is the symbol that compiled `using` falls back to.
(Symbol as { dispose?: symbol }).dispose ??= Symbol.for('Symbol.dispose');

/** Makes a disposable that runs `release` once. */
export function disposable(release: () => void): Disposable {
  let done = false;
  return {
    [Symbol.dispose]() {
      if (done) return;
      done = true;
      release();
    },
  };
}

/**
 * Collects disposables and releases them in reverse order, the newest first, because the newer may stand on the older.
 * One that throws does not keep the others from being released; the first error is thrown at the end. What is added
 * after the bag was disposed is released at once: a late arrival must not leak.
 */
export class DisposableBag implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item[Symbol.dispose]();
    else this.#items.push(item);
    return item;
  }

  /** Short for `add(disposable(release))`. */
  onDispose(release: () => void): void {
    this.add(disposable(release));
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (let item = this.#items.pop(); item !== undefined; item = this.#items.pop()) {
      try {
        item[Symbol.dispose]();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
