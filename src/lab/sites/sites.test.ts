import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { LabNetwork } from '../network';
import { answersIn, dial, fetchFrom, jsonIn, requestBytes, textIn, type Wanted } from '../testing/client';
import { FakeTimers } from '../testing/fake-timers';

function at(host: string, seed = 1) {
  const timers = new FakeTimers();
  const network = new LabNetwork({ seed, timers });
  const ask = (path: string, more: Partial<Wanted> = {}) => fetchFrom(network, timers, { host, path, ...more });
  const json = (path: string, more?: Partial<Wanted>) => jsonIn(ask(path, more));
  return { ask, json, timers };
}

const sending = (method: string, value: unknown): Partial<Wanted> => ({
  method,
  body: JSON.stringify(value),
  headers: { 'Content-Type': 'application/json' },
});

describe('jsonplaceholder.typicode.com', () => {
  const { ask, json } = at('jsonplaceholder.typicode.com');
  type Rows = readonly Record<string, unknown>[];

  it('has as many of each as the service of that name, numbered from 1', () => {
    const counts = { posts: 100, comments: 500, albums: 100, photos: 5_000, todos: 200, users: 10 };
    for (const [name, count] of Object.entries(counts)) {
      const rows = json(`/${name}`) as Rows;
      expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    }
  });

  it('has the same fields, in the same order', () => {
    const fields = (path: string) => Object.keys(json(path) as object);
    expect(fields('/posts/1')).toEqual(['userId', 'id', 'title', 'body']);
    expect(fields('/comments/1')).toEqual(['postId', 'id', 'name', 'email', 'body']);
    expect(fields('/albums/1')).toEqual(['userId', 'id', 'title']);
    expect(fields('/photos/1')).toEqual(['albumId', 'id', 'title', 'url', 'thumbnailUrl']);
    expect(fields('/todos/1')).toEqual(['userId', 'id', 'title', 'completed']);
    expect(fields('/users/1')).toEqual(['id', 'name', 'username', 'email', 'address', 'phone', 'website', 'company']);
  });

  it('knows what belongs to what, by path and by filter', () => {
    expect((json('/posts/3/comments') as Rows).map(({ id }) => id)).toEqual([11, 12, 13, 14, 15]);
    expect(json('/comments?postId=3')).toEqual(json('/posts/3/comments'));
    expect(json('/users/2/todos')).toEqual(json('/todos?userId=2'));
    expect(json('/albums/1/photos')).toHaveLength(50);
    expect(json('/posts?userId=1&id=2&id=3')).toHaveLength(2);
    expect(json('/users?address.city=Nowhere')).toEqual([]);
  });

  it('sorts, pages and cuts', () => {
    expect((json('/posts?_limit=3') as Rows).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect((json('/posts?_page=2&_limit=5') as Rows).map(({ id }) => id)).toEqual([6, 7, 8, 9, 10]);
    expect((json('/posts?_sort=id&_order=desc&_start=0&_end=2') as Rows).map(({ id }) => id)).toEqual([100, 99]);
    expect(ask('/posts?_limit=3').headers.get('x-total-count')).toBe('100');
  });

  it('answers as if it had stored what is sent, and has not', () => {
    const created = ask('/posts', sending('POST', { title: 'a', userId: 1 }));
    expect([created.status, jsonIn(created)]).toEqual([201, { title: 'a', userId: 1, id: 101 }]);
    expect(ask('/posts/101').status).toBe(404);
    expect(json('/posts/1', sending('PUT', { title: 'b' }))).toEqual({ title: 'b', id: 1 });
    expect(json('/posts/1', sending('PATCH', { title: 'b' }))).toEqual({ ...(json('/posts/1') as object), title: 'b' });
    expect(json('/posts/1', { method: 'DELETE' })).toEqual({});
    expect(
      json('/posts', {
        method: 'POST',
        body: 'title=x',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
    ).toEqual({ title: 'x', id: 101 });
  });

  it('has nothing where there is nothing', () => {
    for (const path of ['/posts/0', '/posts/x', '/nothing', '/posts/1/photos', '/posts/1/comments/1', '/constructor']) {
      expect([path, ask(path).status, json(path)]).toEqual([path, 404, {}]);
    }
  });

  it('says the same in every run, whatever the seed', () => {
    expect(at('jsonplaceholder.typicode.com', 5).json('/posts/50')).toEqual(json('/posts/50'));
  });
});

describe('api.github.com', () => {
  it('lists what there is at its root', () => {
    expect(at('api.github.com').json('/')).toMatchObject({ user_url: 'https://api.github.com/users/{user}' });
  });

  it('knows everybody and every repository, always the same, but those that are missing', () => {
    const { ask, json } = at('api.github.com');
    expect(json('/users/ada')).toMatchObject({ login: 'ada', type: 'User' });
    expect(json('/users/ada')).toEqual(json('/users/ada'));
    expect(json('/repos/ada/loom')).toMatchObject({ full_name: 'ada/loom', owner: { login: 'ada' } });
    expect((json('/users/ada/repos') as unknown[]).length).toBeGreaterThan(2);
    expect([ask('/users/missing-one').status, ask('/nothing').status]).toEqual([404, 404]);
  });

  it('counts down from sixty requests an hour, then refuses until the hour is over; a token gives more', () => {
    const { ask, timers } = at('api.github.com');
    for (let left = 59; left >= 0; left--) expect(ask('/zen').headers.get('x-ratelimit-remaining')).toBe(String(left));
    const refused = ask('/zen');
    expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    expect(ask('/rate_limit').status).toBe(200);
    expect(ask('/zen', { headers: { Authorization: 'Bearer x' } }).headers.get('x-ratelimit-limit')).toBe('5000');
    timers.advance(3_600_000);
    expect(ask('/zen').status).toBe(200);
  });

  it('wants to know who asks', () => {
    const timers = new FakeTimers();
    const network = new LabNetwork({ seed: 1, timers });
    const client = dial(network, timers, 'api.github.com', 80, requestBytes({ host: 'api.github.com', path: '/' }));
    timers.run();
    expect(answersIn(client.bytes)[0]?.status).toBe(403);
  });
});

describe('api.ipify.org', () => {
  it('tells the address, as text or as JSON', () => {
    const { ask, json } = at('api.ipify.org');
    expect(textIn(ask('/'))).toBe('203.0.113.254');
    expect(json('/?format=json')).toEqual({ ip: '203.0.113.254' });
    expect(json('?format=json')).toEqual({ ip: '203.0.113.254' });
    expect(textIn(ask('/?format=jsonp&callback=f'))).toBe('f({"ip":"203.0.113.254"});');
  });
});

describe('pages', () => {
  it("say that they are the lab's", () => {
    for (const host of ['example.com', 'www.example.com', 'example.org', 'example.net', 'www.python.org']) {
      const answer = at(host).ask('/');
      expect(answer.status).toBe(200);
      expect(textIn(answer)).toContain('lab network');
      expect(answer.headers.get('server')).toBe('interleave-lab');
      expect(at(host).ask('/nothing').status).toBe(404);
      expect(at(host).ask('/', { method: 'POST', body: 'x' }).status).toBe(405);
    }
    expect(at('python.org').ask('/asyncio/').headers.get('location')).toBe('https://www.python.org/asyncio/');
    expect(textIn(at('www.python.org').ask('/asyncio/'))).toContain('Coroutines');
  });
});

describe('picsum.photos', () => {
  const { ask, json } = at('picsum.photos');
  const sizeOf = (path: string) => {
    const { width, height } = jpeg.decode(ask(path).body, { maxMemoryUsageInMB: 1_000 });
    return `${width}x${height}`;
  };

  it('gives pictures of the size asked for', () => {
    expect(sizeOf('/30/20')).toBe('30x20');
    expect(sizeOf('/40')).toBe('40x40');
    expect(sizeOf('/id/7/50/60')).toBe('50x60');
    expect(sizeOf('/seed/weave/70/10.jpg')).toBe('70x10');
    expect(sizeOf('/200/300?grayscale&blur=2')).toBe('200x300');
    expect(sizeOf('/1/1?blur')).toBe('1x1');
  });

  it('gives the same picture for the same number or seed, in any run', () => {
    const other = at('picsum.photos', 77);
    for (const path of ['/id/7/50/60', '/seed/weave/50/60']) expect(other.ask(path).body).toEqual(ask(path).body);
    expect(ask('/id/7/50/60').body).not.toEqual(ask('/id/8/50/60').body);
    expect(new Set(Array.from({ length: 20 }, () => ask('/40/40').headers.get('picsum-id'))).size).toBeGreaterThan(1);
  });

  it('says which sizes there are, and which pictures', () => {
    expect([ask('/6000/10').status, ask('/0/10').status]).toEqual([400, 400]);
    expect([ask('/a/b').status, ask('/id/9999/10/10').status, ask('/1/2/3').status]).toEqual([404, 404, 404]);
    expect(json('/v2/list?page=2&limit=3')).toMatchObject([{ id: '3' }, { id: '4' }, { id: '5' }]);
    expect(json('/id/3/info')).toMatchObject({ id: '3', author: 'The lab network' });
  });

  it('draws each picture once', () => {
    const took = (): number => {
      const start = performance.now();
      ask('/id/1/1500/1500');
      return performance.now() - start;
    };
    const drawn = took();
    expect(Math.min(took(), took(), took())).toBeLessThan(drawn / 2);
  });
});
