/** Names that are no longer find room everywhere. */
const SHORT = 12;
const LONGEST_TAIL = 8;

/**
 * A name in two parts, of which only the first may be cut off where there is little room: in `ThreadPoolExecutor-0_3` it is the end that
 * tells one thread of a pool from the next. The second part is empty for short names, and for those that do not end in a number.
 */
export function nameParts(name: string): readonly [head: string, tail: string] {
  if (name.length <= SHORT) return [name, ''];
  const [, head = '', tail = ''] = /^(.*?\p{L})([^\p{L}]*\d[^\p{L}]*)$/u.exec(name) ?? [];
  return head === '' || tail.length > LONGEST_TAIL ? [name, ''] : [head, tail];
}
