import { describe, expect, it } from 'vitest';
import { Floor } from './floor';

/** Work that ends when it is told to, and what of it has begun. */
function workbench() {
  const floor = new Floor();
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      begun.push(name);
      ends.set(name, (error) => (error === undefined ? resolve(name) : reject(error)));
    });
  const settled = () => new Promise<void>((done) => setImmediate(done));
  const end = async (name: string, error?: Error) => {
    ends.get(name)?.(error);
    await settled();
  };
  return { floor, begun, work, end, settled };
}

describe('a floor', () => {
  it('lets work go on side by side', async () => {
    const { floor, begun, work, settled } = workbench();
    void floor.together(work('a'));
    void floor.together(work('b'));
    await settled();
    expect(begun).toEqual(['a', 'b']);
  });

  it('keeps one that wants to be alone waiting until all others have ended, and those who come later until it has', async () => {
    const { floor, begun, work, end, settled } = workbench();
    void floor.together(work('a'));
    void floor.together(work('b'));
    const alone = floor.alone(work('alone'));
    void floor.together(work('later'));
    await settled();
    await end('a');
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'alone']);
    await end('alone');
    expect(await alone).toBe('alone');
    expect(begun).toEqual(['a', 'b', 'alone', 'later']);
  });

  it('has room for two who want to be alone one after the other', async () => {
    const { floor, begun, work, end, settled } = workbench();
    void floor.alone(work('a'));
    void floor.alone(work('b'));
    await settled();
    expect(begun).toEqual(['a']);
    await end('a');
    expect(begun).toEqual(['a', 'b']);
  });

  it('is free again after work that failed, which whoever asked for it hears', async () => {
    const { floor, begun, work, end, settled } = workbench();
    const failing = floor.alone(work('a'));
    void floor.together(work('b'));
    await settled();
    await Promise.all([expect(failing).rejects.toThrow('no'), end('a', new Error('no'))]);
    expect(begun).toEqual(['a', 'b']);
  });
});
