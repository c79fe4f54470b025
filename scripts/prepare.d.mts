/** The checkout's folder, with a slash at its end. */
export declare const ROOT: string;
/** Files and folders that the built site is made of, relative to `ROOT`; its documents (`*.html`) belong to it, too. */
export declare const SOURCES: readonly string[];
export declare function ensureInstalled(): Promise<void>;
/** True when `dist` was built from the sources as they are now. */
export declare function isBuilt(): boolean;
export declare function build(): Promise<void>;
/** Builds the site into `dist` unless it is built already. */
export declare function ensureBuilt(): Promise<void>;
