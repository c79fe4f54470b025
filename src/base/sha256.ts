/**
 * SHA-256 (FIPS 180-4). The browser's own is there only in secure contexts and answers later; a school's server on a plain
 * `http:` address of its house network is none, and the files that are checked here are small.
 */

const PRIMES = primes(64);
/** The first 32 bits of the fractions of the roots of the first primes, as the standard derives its constants. */
const ROUND = Uint32Array.from(PRIMES, (prime) => fraction(prime, 3));
const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(prime, 2));

/** As 64 lower-case hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const state = Uint32Array.from(START);
  const whole = bytes.length - (bytes.length % 64);
  for (let at = 0; at < whole; at += 64) addBlock(state, bytes, at);
  // The rest, a bit, zeros, and the number of bits in 64 bits.
  const rest = bytes.subarray(whole);
  const end = new Uint8Array(rest.length < 56 ? 64 : 128);
  end.set(rest);
  end[rest.length] = 0x80;
  new DataView(end.buffer).setBigUint64(end.length - 8, BigInt(bytes.length) * 8n);
  for (let at = 0; at < end.length; at += 64) addBlock(state, end, at);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

const schedule = new Uint32Array(64);

function addBlock(state: Uint32Array, bytes: Uint8Array, at: number): void {
  const w = schedule;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 64);
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(4 * i);
  for (let i = 16; i < 64; i++) {
    const [far, near] = [w[i - 15] ?? 0, w[i - 2] ?? 0];
    const s0 = turn(far, 7) ^ turn(far, 18) ^ (far >>> 3);
    const s1 = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
    w[i] = (w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (ROUND[i] ?? 0) + (w[i] ?? 0)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = (state[i] ?? 0) + word;
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

/** The integer part of `2**32 * root`, less the whole number in front: exactly, by halving an interval of integers. */
function fraction(value: number, degree: number): number {
  const target = BigInt(value) << BigInt(32 * degree);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffff_ffffn);
}
