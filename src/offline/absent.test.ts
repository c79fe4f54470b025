import { expect, it } from 'vitest';
import { absentLessons } from './absent';

const at = (name: string): string => `https://host.example/course/assets/${name}`;

it('misses the lessons whose scripts are not at hand', () => {
  const there = [
    at('the-gil-BVjd0v_e.js'),
    at('locks-C-g1aA7x.js'),
    at('index-CXkB0241.js'),
    at('queues-DMBwl_IY.css'),
  ];
  expect([...absentLessons(['the-gil', 'locks', 'queues', 'gil'], there)]).toEqual(['queues', 'gil']);
});

it('does not take a lesson for another whose name goes on', () => {
  const there = [at('locks-in-order-BVjd0v_e.js')];
  expect([...absentLessons(['locks', 'locks-in-order', 'in-order'], there)]).toEqual(['locks', 'in-order']);
});
