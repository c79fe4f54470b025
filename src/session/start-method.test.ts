import { describe, expect, it } from 'vitest';
import { processStart } from './start-method';

const python = (content: string, path = 'main.py') => ({ language: 'python' as const, files: [{ path, content }] });

describe('how the processes of a program start', () => {
  it.each([
    ['from multiprocessing import Pool'],
    ['import multiprocessing as mp'],
    ['from concurrent.futures import ProcessPoolExecutor'],
    ['import concurrent.futures\nwith concurrent.futures.ProcessPoolExecutor() as pool: ...'],
  ])('is asked of %j', (text) => {
    expect(processStart(python(text), { startMethod: 'fork' })).toEqual({ method: 'fork', chosenBy: 'learner' });
  });

  it.each([['import threading'], ['from concurrent.futures import ThreadPoolExecutor'], ['multiprocessingly = 1']])(
    'is not asked of %j',
    (text) => {
      expect(processStart(python(text), { startMethod: 'fork' })).toBeNull();
    },
  );

  it('is not asked of a text that Python never reads, nor of another language', () => {
    expect(processStart(python('about multiprocessing', 'notes.txt'), { startMethod: 'fork' })).toBeNull();
    const typescript = { language: 'typescript' as const, files: [{ path: 'a.py', content: 'multiprocessing' }] };
    expect(processStart(typescript, { startMethod: 'fork' })).toBeNull();
  });

  it('is found in any of its files, as bytes too', () => {
    const files = [
      { path: 'main.py', content: 'import work' },
      { path: 'work.py', content: new TextEncoder().encode('import multiprocessing') },
    ];
    expect(processStart({ language: 'python', files }, { startMethod: 'spawn' })?.method).toBe('spawn');
  });

  it('is the lesson’s word, where the lesson says it', () => {
    const program = { ...python('import multiprocessing'), startMethod: 'spawn' as const };
    expect(processStart(program, { startMethod: 'fork' })).toEqual({ method: 'spawn', chosenBy: 'lesson' });
    // A page of a link said that a lesson depends on it.
    expect(processStart(program, { startMethod: 'fork' }, 'sender')).toEqual({ method: 'spawn', chosenBy: 'sender' });
  });
});
