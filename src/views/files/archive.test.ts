import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { archive } from './archive';

const read =
  (files: Readonly<Record<string, Uint8Array>>) =>
  (path: string): Promise<Uint8Array | null> =>
    Promise.resolve(files[path] ?? null);
const noBreath = (): Promise<void> => Promise.resolve();

it('packs every file under a safe name, whatever its length', async () => {
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
  const MB = 1024 * 1024;
  const files = {
    '/home/learner/empty': bytes(0),
    '/home/learner/out/one': bytes(1),
    '/tmp/../../etc/passwd': bytes(MB - 1),
    '/home/learner/whole': bytes(MB),
    '/home/learner/more': bytes(2 * MB + 1),
  };
  const { zip, missing } = await archive(Object.keys(files), read(files), noBreath);
  expect(missing).toBe(0);
  const unpacked = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  expect(Object.entries(unpacked).map(([name, content]) => [name, content.length])).toEqual([
    ['empty', 0],
    ['out/one', 1],
    ['tmp/file/file/etc/passwd', MB - 1],
    ['whole', MB],
    ['more', 2 * MB + 1],
  ]);
  expect(Buffer.from(unpacked['more'] ?? []).equals(Buffer.from(files['/home/learner/more']))).toBe(true);
});

it('leaves out what cannot be had, and counts it', async () => {
  const { zip, missing } = await archive(['/tmp/a', '/tmp/gone'], read({ '/tmp/a': Uint8Array.of(1) }), noBreath);
  expect(missing).toBe(1);
  expect(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())))).toEqual(['tmp/a']);
});
