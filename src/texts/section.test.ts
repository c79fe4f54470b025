import { afterEach, describe, expect, it } from 'vitest';
import { bestLocale, wantedLocale } from './locale';
import { section, speak } from './section';

afterEach(() => speak({}));

describe('a section of the dictionary', () => {
  it('is English until a language is spoken, and then speaks it in place', () => {
    const texts = section('test-early', { hello: 'Hello', count: (n: number) => `${n} runs` });
    expect(texts.hello).toBe('Hello');
    speak({ 'test-early': { hello: 'Hallo', count: (n: number) => `${n} Läufe` } });
    expect(texts.hello).toBe('Hallo');
    expect(texts.count(2)).toBe('2 Läufe');
  });

  it('speaks the language also when it comes later, as the room of a lazy chunk does', () => {
    speak({ 'test-late': { hello: 'Hallo' } });
    expect(section('test-late', { hello: 'Hello' }).hello).toBe('Hallo');
  });

  it('has its name for itself', () => {
    section('test-twice', { hello: 'Hello' });
    expect(() => section('test-twice', { hello: 'Hello' })).toThrow('two sections');
  });
});

describe('the language of a page', () => {
  it('is the first that the reader wishes for and that there is', () => {
    expect(bestLocale(['fr-CA', 'de-AT', 'en'])).toBe('de');
    expect(bestLocale(['en-GB', 'de'])).toBe('en');
    expect(bestLocale(['fr'])).toBe('en');
    expect(bestLocale([])).toBe('en');
  });

  it('is what the address asks for, before what was chosen, before what the browser says', () => {
    expect(wantedLocale('de', 'en', ['en'])).toBe('de');
    expect(wantedLocale('xx', 'de', ['en'])).toBe('de');
    expect(wantedLocale(null, 'en', ['de'])).toBe('en');
    expect(wantedLocale(null, 'auto', ['de'])).toBe('de');
  });
});
