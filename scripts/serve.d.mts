export interface ServeOptions {
  /** The folder to serve. */
  readonly root: string;
  /** 0, the default, takes any free one; a port in use rejects with `code: 'EADDRINUSE'`. */
  readonly port?: number;
  /** False leaves the isolation headers out, as a plain host would. Default true. */
  readonly isolation?: boolean;
  /** Further headers, which win over all others. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose answers are packed with Brotli or gzip: other machines' only (the default), everybody's, or nobody's. */
  readonly compress?: 'remote' | 'always' | 'never';
  /**
   * The folder that stands for `wheels/`, the site's real packages; null: there are none. Otherwise those of the root, unless
   * INTERLEAVE_WHEELS names a folder or is `off`.
   */
  readonly wheels?: string | null;
}

export interface Served {
  /** `http://127.0.0.1:<port>/`, with the slash. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export declare function serve(options: ServeOptions): Promise<Served>;
