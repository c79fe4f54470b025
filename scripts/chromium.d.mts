/** The path of a Chromium, or null when there is none. Never downloads anything. */
export declare function findChromium(): string | null;
/** Flags for a quiet, headless Chromium that talks to nobody. */
export declare function chromiumArgs(): string[];
