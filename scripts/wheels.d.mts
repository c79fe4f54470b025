type Entries = Readonly<Record<string, Uint8Array>>;

export interface PureWheel {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly entries: Entries;
}

export interface WheelIndex {
  readonly format: 1;
  readonly imports: Readonly<
    Record<string, { readonly file: string; readonly sha256: string; readonly needs: readonly string[] }>
  >;
}

/** A mistake or a lack that one sentence explains. */
export declare class Trouble extends Error {}

/** What pip's output comes down to. */
export declare function pipTrouble(said: string): string;

/** Of an unpacked wheel: its distribution's name, its top-level modules, and the names of what it requires without extras. */
export declare function describeWheel(entries: Entries): {
  readonly name: string;
  readonly modules: readonly string[];
  readonly requires: readonly string[];
};

/** The wheel as it will be served: as it is when it is pure, else without its compiled parts. Throws Trouble. */
export declare function pureWheel(
  zip: Pick<typeof import('fflate'), 'unzipSync' | 'zipSync'>,
  file: string,
  bytes: Uint8Array,
): PureWheel;

export declare function indexOf(wheels: readonly PureWheel[]): WheelIndex;

/** Fills `target` with the packages and all that they need; what was in it goes. Says what it does. Throws Trouble. */
export declare function fill(names: readonly string[], target: string): Promise<void>;
