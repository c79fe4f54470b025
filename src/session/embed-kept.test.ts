import { expect, test } from 'vitest';
import { NO_PROGRESS, withAnswer } from '../lesson/progress';
import { createEmbedLink } from './embed-link';
import { placeFrom, placeOf } from './embed-news';

const progress = withAnswer(NO_PROGRESS, 'order', 'c');
const kept = placeOf('first-threads', progress);

function aLink() {
  const posted: object[] = [];
  const restored: string[] = [];
  const link = createEmbedLink({
    post: (message) => void posted.push(message),
    now: () => 0,
    isParent: () => true,
    ready: () => ({ type: 'ready', lesson: null, step: null, title: '', isolated: false, threads: 'live' }),
    standing: () => [],
    restore: (text) => void restored.push(text),
    obey: () => Promise.resolve(null),
  });
  const hello = (more: object) =>
    link.receive({ data: { interleave: 1, type: 'hello', ...more }, origin: 'https://lms.example', source: null });
  const told = () => posted.some((message) => Reflect.get(message, 'type') === 'kept');
  return { link, hello, told, restored };
}

test('the learner’s place is told only to a page that asked for it', () => {
  const { link, hello, told } = aLink();
  link.tell(kept);
  hello({});
  link.tell(kept);
  expect(told()).toBe(false);
  hello({ keep: true });
  link.tell(kept);
  expect(told()).toBe(true);
});

test('what a page kept is taken back as it was told, and rubbish is nothing', () => {
  const { hello, restored } = aLink();
  const text = kept.type === 'kept' ? kept.kept : '';
  hello({ keep: true, kept: text });
  expect(restored).toEqual([text]);
  expect(placeFrom(text)).toEqual(progress);
  for (const rubbish of ['', '{', 'null', '[1]', '{"answers":[{"question":7}]}'])
    expect(placeFrom(rubbish)).toEqual(NO_PROGRESS);
});
