import { describe, expect, test } from 'vitest';
import { duration, findApi, Lms, LmsError, timeSpan, valuesOf, type Verdict } from './lms';

/** A window as far as the search looks at it. */
function aWindow(own: object, parent?: Window, opener: Window | null = null): Window {
  const made = { ...own, opener } as object;
  Reflect.set(made, 'parent', parent ?? made);
  Reflect.set(made, 'top', parent ?? made);
  return made as Window;
}

/** One of another site: everything but the way up is refused. */
function foreign(parent?: Window): Window {
  const made: object = new Proxy(
    {},
    {
      get(_, name) {
        if (name === 'parent' || name === 'top') return parent ?? made;
        throw new DOMException('Blocked a frame', 'SecurityError');
      },
    },
  );
  return made as Window;
}

const verdict = (patch: Partial<Verdict> = {}): Verdict => ({
  standing: { done: 2, total: 5, score: null, kept: null },
  mastery: null,
  wasDone: false,
  suspendData: 's',
  seconds: 61.5,
  ...patch,
});
const full = { done: 5, total: 5, score: 0.6, kept: null };
const values = (version: '1.2' | '2004', patch: Partial<Verdict> = {}): Record<string, string> =>
  Object.fromEntries(valuesOf(version, verdict(patch)));

describe('the search for the system', () => {
  const api = { LMSInitialize: () => 'true' };

  test('climbs to the window that has it, over windows of other sites', () => {
    const top = aWindow({ API: api });
    expect(findApi(aWindow({}, aWindow({}, foreign(top))), '1.2')).toEqual({ api, version: '1.2' });
  });

  test('looks at the window that opened this one, and that opened its top', () => {
    const lms = aWindow({ API: api }, aWindow({}));
    expect(findApi(aWindow({}, undefined, lms), '1.2')?.api).toBe(api);
    expect(findApi(aWindow({}, aWindow({}, undefined, lms)), '1.2')?.api).toBe(api);
  });

  test('takes the version that the package is made for, and the other where that is missing', () => {
    const newer = { Initialize: () => 'true' };
    const both = aWindow({ API: api, API_1484_11: newer });
    expect(findApi(both, '1.2')).toEqual({ api, version: '1.2' });
    expect(findApi(both, '2004')).toEqual({ api: newer, version: '2004' });
    expect(findApi(aWindow({ API: api }), '2004')).toEqual({ api, version: '1.2' });
  });

  test('ends where there is none, and where windows go round in circles', () => {
    expect(findApi(aWindow({ API: null, API_1484_11: 'no' }), '1.2')).toBeNull();
    const one = aWindow({});
    Reflect.set(one, 'parent', aWindow({}, one));
    expect(findApi(one, '1.2')).toBeNull();
    expect(findApi(foreign(), '2004')).toBeNull();
  });
});

describe('a system’s errors', () => {
  const failing = (more: object) =>
    new Lms({
      version: '1.2',
      api: {
        LMSGetLastError: () => 301,
        LMSGetErrorString: () => 'Not initialized',
        LMSGetDiagnostic: () => '',
        ...more,
      },
    });

  test('are told in its own words, with their number', () => {
    expect(() => failing({ LMSCommit: () => 'false', LMSSetValue: () => 'true' }).save(verdict())).toThrow(
      'error 301: Not initialized',
    );
    expect(() => failing({ LMSInitialize: () => false }).initialize()).toThrow(LmsError);
  });

  test('are told when it throws, or lacks a function', () => {
    const thrown = failing({
      LMSInitialize() {
        throw new Error('gone');
      },
    });
    expect(() => thrown.initialize()).toThrow('gone');
    expect(() => failing({}).finish()).toThrow('there is no LMSFinish');
  });

  test('a value that is refused keeps no other from being set', () => {
    const set: string[] = [];
    const lms = new Lms({
      version: '1.2',
      api: {
        LMSSetValue(name: string) {
          set.push(name);
          return name === 'cmi.core.exit' ? 'false' : 'true';
        },
        LMSCommit: () => 'true',
        LMSGetLastError: () => '405',
      },
    });
    expect(lms.save(verdict())).toEqual([{ element: 'cmi.core.exit', why: 'error 405' }]);
    expect(set).toContain('cmi.core.lesson_status');
  });

  test('that somebody initialised it before is none', () => {
    const lms = new Lms({ version: '2004', api: { Initialize: () => 'false', GetLastError: () => '103' } });
    expect(() => lms.initialize()).not.toThrow();
  });

  test('a value that was never set is empty', () => {
    const lms = new Lms({ version: '2004', api: { GetValue: () => '', GetLastError: () => 403 } });
    expect(lms.begin()).toEqual({ suspendData: '', learner: '', wasDone: false, counts: true });
  });
});

describe('what is reported', () => {
  test('of a lesson under way: progress, and no score', () => {
    expect(values('1.2')).toEqual({
      'cmi.suspend_data': 's',
      'cmi.core.lesson_location': '2/5',
      'cmi.core.lesson_status': 'incomplete',
      'cmi.core.session_time': '0000:01:01.50',
      'cmi.core.exit': 'suspend',
    });
    expect(values('2004')).toEqual({
      'cmi.suspend_data': 's',
      'cmi.progress_measure': '0.4',
      'cmi.completion_status': 'incomplete',
      'cmi.session_time': 'PT0H1M1.5S',
      'cmi.exit': 'suspend',
    });
  });

  test('of a lesson that is done: score, completion and success', () => {
    expect(values('1.2', { standing: full })).toMatchObject({
      'cmi.core.score.raw': '60',
      'cmi.core.score.min': '0',
      'cmi.core.score.max': '100',
      'cmi.core.lesson_status': 'completed',
    });
    expect(values('2004', { standing: full })).toMatchObject({
      'cmi.score.scaled': '0.6',
      'cmi.score.raw': '60',
      'cmi.progress_measure': '1',
      'cmi.completion_status': 'completed',
      'cmi.success_status': 'passed',
    });
  });

  test.each([
    [0.6, 'passed'],
    [0.61, 'failed'],
  ])('with a mastery of %s, 60 per cent have %s', (mastery, status) => {
    expect(values('1.2', { standing: full, mastery })['cmi.core.lesson_status']).toBe(status);
    expect(values('2004', { standing: full, mastery })['cmi.success_status']).toBe(status);
  });

  test('what was done once is not taken back', () => {
    expect(values('1.2', { wasDone: true })).not.toHaveProperty(['cmi.core.lesson_status']);
    expect(values('2004', { wasDone: true })['cmi.completion_status']).toBe('completed');
  });

  test('times have the form of their version', () => {
    expect([timeSpan(0), timeSpan(3723.456), timeSpan(-1)]).toEqual([
      '0000:00:00.00',
      '0001:02:03.46',
      '0000:00:00.00',
    ]);
    expect([duration(0), duration(3723.456), duration(59.999)]).toEqual(['PT0H0M0S', 'PT1H2M3.46S', 'PT0H1M0S']);
  });
});
