// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FileContent, RunFile } from '../../protocol/files';
import { FilesPanel } from './files-panel';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const made: string[] = [];
const revoked: string[] = [];

beforeEach(() => {
  made.length = revoked.length = 0;
  URL.createObjectURL = (blob: Blob) => {
    made.push(blob.type);
    return `blob:${made.length}`;
  };
  URL.revokeObjectURL = (url) => void revoked.push(url);
});
afterEach(cleanup);

const file = (path: string, size: number, at = 0): RunFile => ({ path, size, at });

function show(
  contents: Readonly<Record<string, FileContent>>,
  options: { kept?: boolean; live?: boolean; more?: number } = {},
) {
  const read = vi.fn((path: string, most: number) => {
    const found = contents[path] ?? { content: null, size: 0, stale: false };
    return Promise.resolve({ ...found, content: found.content?.slice(0, most) ?? null });
  });
  const files = Object.entries(contents).map(([path, { size }]) => file(path, size));
  const panel = (
    <FilesPanel
      files={{ files, more: options.more ?? 0, bytes: files.reduce((sum, { size }) => sum + size, 0) }}
      kept={options.kept ?? true}
      live={options.live ?? false}
      read={read}
      onBusy={() => () => {}}
    />
  );
  return { read, ...render(panel) };
}

const whole = (content: Uint8Array): FileContent => ({ content, size: content.length, stale: false });

describe('the list of files', () => {
  it('names each file, its kind and its size, and reads none before it is opened', () => {
    const { read } = show({ '/home/learner/a.txt': whole(utf8('hi')), '/tmp/b.png': whole(utf8('')) }, { more: 3 });
    expect(screen.getByText('The program wrote 5 files, 2 B.')).toBeTruthy();
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows.map((row) => row.textContent)).toEqual(['a.txttext2 B', '/tmp/b.pngimage0 B']);
    expect(screen.getByText('3 older files are not listed.')).toBeTruthy();
    expect(read).not.toHaveBeenCalled();
  });

  it('says that files were let go, and opens none of them', () => {
    show({ '/tmp/a': whole(utf8('hi')) }, { kept: false });
    expect(screen.getByText(/Another program has run since/)).toBeTruthy();
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('an open file', () => {
  it('shows text with its line numbers, and markup as text', async () => {
    show({ '/tmp/a.html': whole(utf8('<b>one</b>\n<script>two</script>\n')) });
    fireEvent.click(screen.getByRole('button', { name: '/tmp/a.html' }));
    const text = await screen.findByRole('region', { name: 'Text of /tmp/a.html' });
    expect(text.textContent).toBe('1\n2<b>one</b>\n<script>two</script>\n');
    expect(within(text).queryByText('one')).toBeNull();
    expect(text.querySelector('script, b')).toBeNull();
  });

  it('shows an image through a blob of the type that its bytes have, and lets go of it when it is closed', async () => {
    const png = new Uint8Array(33);
    png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    png.set([0, 0, 0, 5, 0, 0, 0, 6], 16);
    show({ '/tmp/a.svg': whole(png) });
    fireEvent.click(screen.getByRole('button', { name: '/tmp/a.svg' }));
    const image = await screen.findByRole('img', { name: 'What the program wrote to /tmp/a.svg' });
    expect(image.getAttribute('src')).toBe('blob:1');
    expect(made).toEqual(['image/png']);
    expect(screen.getByText(/5 × 6 pixels/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Close the file' }));
    expect(revoked).toEqual(['blob:1']);
    expect(screen.queryByRole('img')).toBeNull();
  });

  it('says when the program has not told what it wrote last, and looks again when asked', async () => {
    const { read } = show({ '/tmp/a': { content: utf8('old'), size: 100, stale: true } }, { live: true });
    fireEvent.click(screen.getByRole('button', { name: '/tmp/a' }));
    expect(await screen.findByText(/The program is busy.*This is an older state/)).toBeTruthy();
    const before = read.mock.calls.length;
    fireEvent.click(screen.getByRole('button', { name: 'Look again' }));
    expect(read.mock.calls.length).toBe(before + 1);
    await screen.findByRole('region', { name: 'Text of /tmp/a' });
  });

  it('says when there is nothing, when it is gone and when it cannot be read', async () => {
    const { read } = show({ '/tmp/gone': { content: null, size: 5, stale: false }, '/tmp/empty': whole(utf8('')) });
    fireEvent.click(screen.getByRole('button', { name: '/tmp/gone' }));
    expect(await screen.findByText('The program has removed this file.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '/tmp/empty' }));
    expect(await screen.findByText('This file is empty.')).toBeTruthy();
    read.mockRejectedValueOnce(new Error('The sandbox did not answer.'));
    fireEvent.click(screen.getByRole('button', { name: '/tmp/gone' }));
    expect(await screen.findByText(/could not be read: The sandbox did not answer/)).toBeTruthy();
  });

  it('is downloaded whole, as bytes without a type, under a safe name', async () => {
    const content = new Uint8Array(300_000);
    const { read } = show({ '/home/learner/a/b\u202e.html': whole(content) });
    const clicked: string[] = [];
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      clicked.push(this.download);
    };
    fireEvent.click(screen.getByRole('button', { name: 'a/b\ufffd.html' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Download' }));
    expect(await screen.findByText(/was downloaded/)).toBeTruthy();
    expect(clicked).toEqual(['b_.html']);
    expect(made).toContain('application/octet-stream');
    expect(read.mock.calls.at(-1)?.[1]).toBe(Number.MAX_SAFE_INTEGER);
  });
});
