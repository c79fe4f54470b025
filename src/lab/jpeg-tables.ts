/** The tables that ITU-T T.81 gives as examples in its Annex K and that nearly every JPEG file uses. */

/** Where the k-th coefficient of the zigzag stands in a block, row by row. */
// prettier-ignore
export const ZIGZAG = Uint8Array.of(
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
);

/** How coarsely each coefficient is rounded at quality 50, row by row. */
// prettier-ignore
export const LUMINANCE = Uint8Array.of(
  16, 11, 10, 16, 24, 40, 51, 61,     12, 12, 14, 19, 26, 58, 60, 55,
  14, 13, 16, 24, 40, 57, 69, 56,     14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77,   24, 35, 55, 64, 81, 104, 113, 92,
  49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
);
// prettier-ignore
export const CHROMINANCE = Uint8Array.of(
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
  24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
);

export interface HuffmanTable {
  /** How many codes there are of 1, 2, ... 16 bits. */
  readonly counts: readonly number[];
  /** What they stand for, the shortest codes first. */
  readonly symbols: readonly number[];
}

/** `1..3 5` in hexadecimal pairs: 0x01, 0x02, 0x03, 0x05. */
function symbols(text: string): number[] {
  return text.split(' ').flatMap((word) => {
    const [from = 0, to = from] = word.split('..').map((digits) => parseInt(digits, 16));
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

export const DC_LUMINANCE: HuffmanTable = {
  counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  symbols: symbols('00..0b'),
};
export const DC_CHROMINANCE: HuffmanTable = {
  counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
  symbols: symbols('00..0b'),
};
export const AC_LUMINANCE: HuffmanTable = {
  counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
  symbols: symbols(
    '01 02 03 00 04 11 05 12 21 31 41 06 13 51 61 07 22 71 14 32 81 91 a1 08 23 42 b1 c1 15 52 d1 f0 24 33 62 72 82 ' +
      '09 0a 16..1a 25..2a 34..3a 43..4a 53..5a 63..6a 73..7a 83..8a 92..9a a2..aa b2..ba c2..ca d2..da e1..ea f1..fa',
  ),
};
export const AC_CHROMINANCE: HuffmanTable = {
  counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
  symbols: symbols(
    '00 01 02 03 11 04 05 21 31 06 12 41 51 07 61 71 13 22 32 81 08 14 42 91 a1 b1 c1 09 23 33 52 f0 15 62 72 d1 0a ' +
      '16 24 34 e1 25 f1 17..1a 26..2a 35..3a 43..4a 53..5a 63..6a 73..7a 82..8a 92..9a a2..aa b2..ba c2..ca d2..da e2..ea f2..fa',
  ),
};
