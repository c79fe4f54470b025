/** An oracle for what a language says: speaks German for as long as a check lasts, and looks whether what comes out is. */
import { de } from '../de';
import { speak } from '../section';

/** Runs `tell` in German. English is spoken again when it has ended, however it ends. */
export function inGerman<T>(tell: () => T): T {
  speak(de);
  try {
    return tell();
  } finally {
    speak({});
  }
}

/** Words that hold English sentences together and that no German sentence has. */
const ENGLISH =
  /\b(?:the|of|and|for|with|is|are|were|has|have|had|which|by|from|to|not|no|its|their|waits|waited|ran|runs|took|holds|held|sent|than|times)\b/i;

/** What is wrong with a German text: the piece of it that is no German, or that is no value; null for nothing. */
export function notGerman(text: string): string | null {
  const broken = /undefined|NaN|\bnull\b|\[object|function|=>/.exec(text);
  if (broken !== null) return `${broken[0]} in: ${text}`;
  const left = ENGLISH.exec(text);
  return left === null ? null : `“${left[0]}” in: ${text}`;
}
