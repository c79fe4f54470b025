import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Trial } from '../../measure/race';
import { primes, sizes, storm } from '../charts/testing/made-up';
import { readResultLink, resultPath } from './result-link';
import { parseRoute } from './routes';

async function payloadOf(result: Parameters<typeof resultPath>[0]): Promise<string> {
  const route = parseRoute(await resultPath(result));
  return route.page === 'race' ? route.payload : '';
}

describe('a result in a link', () => {
  it('comes back as it was', async () => {
    for (const result of [primes(), storm(), { ...sizes(), unit: 'numbers to test' }]) {
      expect(await readResultLink(await payloadOf(result))).toEqual({ ok: true, value: result });
    }
  });

  it('is short enough to be sent', async () => {
    expect((await resultPath(primes())).length).toBeLessThan(3_000);
  });

  it('that was cut short or changed is refused in one sentence, or still is a result', async () => {
    const payload = await payloadOf(primes());
    await fc.assert(
      fc.asyncProperty(fc.nat(payload.length - 1), fc.string({ maxLength: 3 }), async (at, middle) => {
        const read = await readResultLink(payload.slice(0, at) + middle + payload.slice(at + middle.length + 1));
        if (!read.ok) expect(read.error).toMatch(/^[A-Z].*\.$/);
      }),
      { numRuns: 60 },
    );
  });

  it('never unpacks more than a result may have', async () => {
    const bomb = deflateRawSync(Buffer.alloc(50_000_000, 32)).toString('base64url');
    expect(bomb.length).toBeLessThan(100_000);
    const read = await readResultLink(`1${bomb}`);
    expect(read.ok ? '' : read.error).toContain('too large');
  });

  it('may not tell an impossible story', async () => {
    const result = primes();
    const [first, ...rest] = result.trials;
    const trials = [{ ...(first as Trial), contestant: 'nobody' }, ...rest];
    expect(await readResultLink(await payloadOf({ ...result, trials }))).toMatchObject({ ok: false });
  });
});
