import { describe, expect, it } from 'vitest';
import { usesNetwork } from './uses-network';

const uses = (content: string, path = 'main.py') => usesNetwork({ language: 'python', files: [{ path, content }] });

describe('a program that speaks to other machines', () => {
  it.each([
    ['import urllib.request'],
    ['from urllib.request import urlopen'],
    ['from urllib import request'],
    ['import threading, socket'],
    ['import os,requests'],
    ['    import http.client as client'],
    ['import requests\nimport threading'],
    ['x = 1\nimport aiohttp'],
    ['import asyncio\nreader, writer = await asyncio.open_connection("example.com", 80)'],
  ])('is known by %j', (text) => {
    expect(uses(text)).toBe(true);
  });

  it.each([
    ['import urllib.parse'],
    ['from urllib.parse import urljoin'],
    ['import requests_of_mine'],
    ['import threading # not socket'],
    ['# import socket'],
    ['print("import socket")'],
    ['import mine.http'],
    ['from http.cookies import SimpleCookie'],
    ['import sslx'],
  ])('is not taken for one by %j', (text) => {
    expect(uses(text)).toBe(false);
  });

  it('is one in any of its files, as bytes too, but not in a text that Python never reads', () => {
    expect(uses('import socket', 'notes.txt')).toBe(false);
    const files = [
      { path: 'main.py', content: 'import work' },
      { path: 'work.py', content: new TextEncoder().encode('import socket') },
    ];
    expect(usesNetwork({ language: 'python', files })).toBe(true);
    expect(usesNetwork({ language: 'typescript', files })).toBe(false);
  });

  it.each([
    ["const answer = await fetch('https://example.com');", true],
    ['const answers = await Promise.all(urls.map(fetch));', true],
    ['const prefetch = 1; const fetched = prefetch;', false],
    ['const kinds = { fetch: 1 };', false],
    ["console.log('fetch');", false],
  ])('tells of TypeScript by its fetch: %j', (content, is) => {
    expect(usesNetwork({ language: 'typescript', files: [{ path: 'main.ts', content }] })).toBe(is);
    expect(usesNetwork({ language: 'typescript', files: [{ path: 'notes.md', content }] })).toBe(false);
    expect(usesNetwork({ language: 'python', files: [{ path: 'main.py', content }] })).toBe(false);
  });
});
