import { beforeEach, describe, expect, test } from 'vitest';
import { Report, type Notice } from './report';
import { parseStanding } from './standing';

/** A system that keeps what it is told, and fails when told to. */
class FakeLms {
  readonly values = new Map<string, string>([
    ['cmi.core.student_id', 'ada'],
    ['cmi.core.lesson_status', 'not attempted'],
  ]);
  readonly kept: Map<string, string>[] = [];
  calls: string[] = [];
  fails = new Set<string>();

  readonly api = {
    LMSInitialize: () => this.#answer('Initialize'),
    LMSFinish: () => this.#answer('Finish'),
    LMSGetValue: (name: string) => this.values.get(name) ?? '',
    LMSSetValue: (name: string, value: string) => {
      if (this.fails.has(name)) return 'false';
      this.values.set(name, value);
      return 'true';
    },
    LMSCommit: () => {
      const answer = this.#answer('Commit');
      if (answer === 'true') this.kept.push(new Map(this.values));
      return answer;
    },
    LMSGetLastError: () => '0',
    LMSGetErrorString: () => 'The server is away',
    LMSGetDiagnostic: () => '',
  };

  #answer(verb: string): string {
    this.calls.push(verb);
    return this.fails.has(verb) ? 'false' : 'true';
  }
}

let lms: FakeLms;
let stored: Map<string, string>;
let notices: Notice[];
let due: (() => void)[];

const storage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
  removeItem: (key: string) => void stored.delete(key),
};

function session(options: { lms?: boolean; storage?: () => typeof storage } = {}): Report {
  return new Report({
    found: options.lms === false ? null : { api: lms.api, version: '1.2' },
    lesson: 'first-threads',
    mastery: null,
    now: () => 0,
    storage: options.storage ?? (() => storage),
    after(_ms, what) {
      due.push(what);
      return () => void (due = due.filter((one) => one !== what));
    },
    show: (notice) => notices.push(notice),
  });
}

function passTime(): void {
  for (const what of due.splice(0)) what();
}

beforeEach(() => {
  lms = new FakeLms();
  stored = new Map();
  notices = [];
  due = [];
});

const said = () => notices.map(({ kind }) => kind);

describe('a session', () => {
  test('reports what the lesson tells, gathered, and once', () => {
    const report = session();
    expect(report.begin()).toBeNull();
    report.progress(1, 2);
    report.kept('{}');
    report.progress(1, 2);
    expect(lms.calls).toEqual(['Initialize']);
    passTime();
    report.progress(1, 2);
    passTime();
    expect(lms.calls).toEqual(['Initialize', 'Commit']);
    expect(lms.kept[0]?.get('cmi.core.lesson_location')).toBe('1/2');
    report.progress(2, 2);
    report.done(0.5);
    report.done(1);
    report.end();
    report.end();
    expect(lms.calls).toEqual(['Initialize', 'Commit', 'Commit', 'Finish']);
    expect(lms.kept.at(-1)?.get('cmi.core.score.raw')).toBe('50');
    expect(notices).toEqual([]);
  });

  test('goes on where the last one was', () => {
    const first = session();
    first.begin();
    first.progress(1, 2);
    first.kept('where I am');
    first.end();
    const second = session();
    expect(second.begin()).toBe('where I am');
    second.end();
    expect(lms.values.get('cmi.core.lesson_location')).toBe('1/2');
  });

  test('reports nothing when the lesson is only looked at again', () => {
    lms.values.set('cmi.core.lesson_mode', 'review');
    const report = session();
    report.begin();
    report.progress(2, 2);
    report.end();
    expect(said()).toEqual(['review']);
    expect(lms.calls).toEqual(['Initialize', 'Finish']);
  });

  test('without a system says so, and is harmless', () => {
    const report = session({ lms: false });
    expect(report.begin()).toBeNull();
    report.progress(1, 2);
    report.done(1);
    report.retry();
    report.end();
    expect(said()).toEqual(['no-lms']);
  });
});

describe('a system that fails', () => {
  test('to commit: it is told, kept here, tried again, and told again when it went well', () => {
    lms.fails.add('Commit');
    const report = session();
    report.begin();
    report.progress(1, 2);
    passTime();
    expect(notices).toEqual([{ kind: 'not-saved', why: 'The server is away' }]);
    expect(parseStanding(stored.get('interleave-scorm/first-threads/ada') ?? '')).toMatchObject({ done: 1, total: 2 });
    passTime();
    expect(lms.calls.filter((call) => call === 'Commit')).toHaveLength(2);
    lms.fails.clear();
    report.retry();
    expect(said().at(-1)).toBe('saved');
    expect(stored.size).toBe(0);
    expect(lms.kept[0]?.get('cmi.core.lesson_location')).toBe('1/2');
  });

  test('to the end of the visit: the next visit sends it', () => {
    lms.fails.add('Commit');
    const first = session();
    first.begin();
    first.progress(2, 2);
    first.done(1);
    first.end();
    // What was set and never committed is gone.
    lms = new FakeLms();
    const second = session();
    second.begin();
    passTime();
    expect(lms.kept[0]?.get('cmi.core.score.raw')).toBe('100');
    expect(stored.size).toBe(0);
  });

  test('to begin: the lesson goes on, and the session opens when it can', () => {
    lms.fails.add('Initialize');
    const report = session();
    report.begin();
    expect(said()).toEqual(['not-started']);
    report.progress(1, 2);
    passTime();
    expect(said()).toEqual(['not-started', 'not-started']);
    lms.fails.clear();
    passTime();
    expect(said().at(-1)).toBe('saved');
    expect(lms.kept[0]?.get('cmi.core.lesson_location')).toBe('1/2');
  });

  test('to take one value: which one is told, once', () => {
    lms.fails.add('cmi.core.score.raw');
    const report = session();
    report.begin();
    report.done(1);
    passTime();
    report.progress(1, 1);
    passTime();
    expect(notices).toEqual([
      { kind: 'refused', refusals: [{ element: 'cmi.core.score.raw', why: 'The server is away' }] },
    ]);
    expect(lms.kept.at(-1)?.get('cmi.core.lesson_status')).toBe('completed');
  });

  test('and storage that is blocked besides', () => {
    lms.fails.add('Commit');
    const report = session({
      storage: () => {
        throw new DOMException('blocked', 'SecurityError');
      },
    });
    report.begin();
    report.progress(1, 2);
    passTime();
    lms.fails.clear();
    passTime();
    expect(said()).toEqual(['not-saved', 'saved']);
  });
});

test('another learner at the same machine gets nothing of it', () => {
  lms.fails.add('Commit');
  const ada = session();
  ada.begin();
  ada.progress(2, 2);
  ada.done(1);
  ada.end();
  lms = new FakeLms();
  lms.values.set('cmi.core.student_id', 'grace');
  const grace = session();
  grace.begin();
  grace.end();
  expect(lms.values.has('cmi.core.score.raw')).toBe(false);
});
