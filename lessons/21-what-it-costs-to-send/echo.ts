/** Looks at what came, and answers with next to nothing. */
export function sizeOf(bytes: Uint8Array): number {
  return bytes.byteLength;
}

/** The same for a list of people. */
export function count(people: readonly unknown[]): number {
  return people.length;
}
