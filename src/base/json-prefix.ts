/** Deeper than anything of ours. */
const DEEPEST = 64;

const PRIMITIVE = /^(?:null|true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/**
 * What can be read of a JSON text (RFC 8259) whose end is missing, or that is spoiled from some place on: the value as it would be if
 * everything that is open were closed there. A string that is cut is as long as it is; a member without its value, and a number or a word
 * that may not be all of itself, are left out. Undefined when not even the beginning of an object, an array or a string is there.
 *
 * So each string in the result is the beginning of the one that was written, each array has its first elements, and each object some of
 * its members. (A number that stands alone is taken as it is: nothing tells its end.)
 */
export function jsonPrefix(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The rest of this file.
  }
  const closers: string[] = [];
  /** Up to here the text can be closed, with `ends`. */
  let good = 0;
  let ends = '';
  let expected = 'value' as 'value' | 'key' | 'colon' | 'comma';
  const isGood = (at: number): void => {
    good = at;
    ends = closers.toReversed().join('');
  };
  const afterValue = (at: number): void => {
    expected = 'comma';
    isGood(at);
  };

  let i = 0;
  while (i < text.length) {
    const letter = text.charAt(i);
    if (/[ \t\n\r]/.test(letter)) {
      i += 1;
    } else if (letter === '"' && (expected === 'value' || expected === 'key')) {
      const end = endOfString(text, i);
      if (!end.closed) {
        if (expected === 'value') return close(`${text.slice(0, end.at)}"${closers.toReversed().join('')}`);
        break;
      }
      i = end.at;
      if (expected === 'key') expected = 'colon';
      else afterValue(i);
    } else if (expected === 'colon' && letter === ':') {
      expected = 'value';
      i += 1;
    } else if (expected === 'value' && (letter === '{' || letter === '[') && closers.length < DEEPEST) {
      closers.push(letter === '{' ? '}' : ']');
      expected = letter === '{' ? 'key' : 'value';
      i += 1;
      isGood(i);
    } else if (letter === closers.at(-1) && (expected === 'comma' || i === good)) {
      closers.pop();
      i += 1;
      afterValue(i);
    } else if (expected === 'comma' && letter === ',' && closers.length > 0) {
      expected = closers.at(-1) === '}' ? 'key' : 'value';
      i += 1;
    } else if (expected === 'value') {
      const word = /^[^\s,\]}]*/.exec(text.slice(i, i + 64))?.[0] ?? '';
      // At the end of the text there may have been more of it.
      if (!PRIMITIVE.test(word) || i + word.length >= text.length) break;
      i += word.length;
      afterValue(i);
    } else break;
  }
  return good === 0 ? undefined : close(text.slice(0, good) + ends);
}

function close(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Behind the closing quote of the string that begins at `start`; or where it is cut or spoiled, never within an escape. */
function endOfString(text: string, start: number): { readonly at: number; readonly closed: boolean } {
  let i = start + 1;
  while (i < text.length) {
    const letter = text.charAt(i);
    if (letter === '"') return { at: i + 1, closed: true };
    if (letter < ' ') break;
    if (letter === '\\') {
      ESCAPE.lastIndex = i;
      if (!ESCAPE.test(text)) break;
      i = ESCAPE.lastIndex;
    } else i += 1;
  }
  return { at: i, closed: false };
}
