import { describe, expect, it } from 'vitest';
import { BUILT_IN_HOSTS } from '../../lab/sites/built-in';
import { BUILT_IN, hostWords, percent } from './hosts';
import { barWords, networkSentence, resultExplained, resultWords } from './network-words';
import { exchange, pool, snapshot, storm, underWay } from './testing/made-up';
import { failureWords, LATENCY_STOPS, latencyStop, latencyWords } from './weather';

describe('the words of one request', () => {
  it('say how it failed, and why that may be', () => {
    expect(storm().exchanges.map(resultWords)).toEqual([
      '200 OK',
      '503 Service Unavailable',
      'connection reset',
      'connection refused',
      'given up',
      '404 Not Found',
      '200 OK',
      '200 OK',
      'not used',
    ]);
    const explained = storm().exchanges.map((one) => resultExplained(one) !== null);
    expect(explained).toEqual([false, true, true, true, true, true, false, false, true]);
    expect(resultWords(exchange({ status: 200, outcome: 'reset' }))).toBe('reset in the middle of 200');
  });

  it('say what it is doing while it goes on', () => {
    const open = exchange({ receiving: null, done: null, outcome: null, status: null });
    expect(resultWords(open)).toBe('waiting…');
    const queued = exchange({
      queued: 20,
      connected: null,
      requested: null,
      receiving: null,
      done: null,
      outcome: null,
    });
    expect(resultWords(queued)).toBe('queued…');
    expect(resultExplained(queued)).toContain('waits for its turn');
  });

  it('tell its bar to those who do not see it', () => {
    expect(barWords(exchange(), 0)).toBe(
      'Began at 2.0 ms: 14.0 ms connecting, 1.0 ms connected and idle, 1.0 s waiting for the first byte, 2.0 ms receiving.',
    );
  });
});

describe('the sentence about all requests', () => {
  it.each([
    ['one', snapshot([exchange()]), '1 request to httpbin.org; it was answered in 1.0 s.'],
    ['a pool', pool(), /^12 requests to picsum\.photos, at most 5 at the same time; all were answered; the slowest/],
    ['a storm', storm(), /5 failed \(1 × 503 Service Unavailable, 1 × connection reset, .*, …\)/],
    [
      'one after the other',
      snapshot([exchange(), exchange({ id: 1, began: 2000, done: 2010 })]),
      '2 requests to httpbin.org, one at a time; all were answered; the slowest answer took 1.0 s.',
    ],
    [
      'one that failed',
      snapshot([exchange({ outcome: 'reset', failed: true, status: null })]),
      '1 request to httpbin.org; 1 failed (connection reset).',
    ],
  ])('of %s', (_, network, expected) => {
    const sentence = networkSentence(network, false);
    if (typeof expected === 'string') expect(sentence).toBe(expected);
    else expect(sentence).toMatch(expected);
  });

  it('of a run that goes on', () => {
    expect(networkSentence(underWay(), true)).toMatch(
      /^10 requests to httpbin\.org, at most \d at the same time; \d under way\.$/,
    );
  });
});

describe('the hosts in words', () => {
  it('are those of the lab, no more and no fewer', () => {
    expect(Object.keys(BUILT_IN).sort()).toEqual(BUILT_IN_HOSTS.map(({ name }) => name).sort());
  });

  it('begin with those of the lesson, as it declares them', () => {
    const words = hostWords([
      { name: 'slow.example', latency: 200, connectionLimit: 1, failureRate: 0.005, routes: [{ path: '/a' }] },
      { name: 'httpbin.org', behaviour: 'refuses' },
      { name: 'plain.example' },
    ]);
    expect(words.slice(0, 3)).toEqual([
      {
        name: 'slow.example',
        about:
          'a round trip takes 200 ms; serves 1 connection at a time; fails at 0.5 % of its requests; answers at /a',
        ofLesson: true,
      },
      { name: 'httpbin.org', about: 'refuses every connection', ofLesson: true },
      { name: 'plain.example', about: 'has no pages: everything is 404', ofLesson: true },
    ]);
    expect(words.filter(({ name }) => name === 'httpbin.org').length).toBe(1);
  });
});

describe('the weather in words', () => {
  it('has a stop for each factor, the nearest in proportion', () => {
    LATENCY_STOPS.forEach((stop, i) => expect(latencyStop(stop)).toBe(i));
    expect([0, 1.1, 4.2, 900].map((factor) => LATENCY_STOPS[latencyStop(factor)])).toEqual([0.1, 1, 5, 20]);
  });

  it('says what a factor and a rate do', () => {
    expect([0.1, 1, 20].map(latencyWords)).toEqual([
      '0.1 times as long, so 10 times as quick',
      'as declared',
      '20 times as long',
    ]);
    expect([0, 0.25, 1].map(failureWords)).toEqual(['none fails', '25 % fail', 'all fail']);
    expect([0.004, 0.5].map(percent)).toEqual(['0.4 %', '50 %']);
  });
});
