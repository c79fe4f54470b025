/**
 * The rules of Chrome's Trace Event Format, as far as a file of ours uses it, written from its public description and from
 * what its two viewers say that they hold a file to. An oracle for tests: it knows nothing of `chrome-trace.ts`.
 *
 * Sources:
 * - "Trace Event Format" (the Chromium project's document,
 *   https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU): fields of each phase; complete events
 *   in any order, B and E in the order of their times; `b`/`e` matched by category and id; a flow's ends bind to enclosing
 *   slices (`bp: "e"`); counters belong to a process and go by their names; `s` of an instant is g, p or t.
 * - Perfetto's FAQ, "Why are overlapping events in JSON traces not displayed correctly?" (https://perfetto.dev/docs/faq):
 *   slices of one thread must nest perfectly.
 * - trace-viewer issues 1049 and 1088: an arrow whose end lies in no slice is not drawn.
 */

type Json = Readonly<Record<string, unknown>>;

const METADATA: Readonly<Record<string, 'name' | 'sort_index' | 'labels'>> = {
  process_name: 'name',
  process_labels: 'labels',
  process_sort_index: 'sort_index',
  thread_name: 'name',
  thread_sort_index: 'sort_index',
};

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isId(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : Number.isSafeInteger(value);
}

interface Located {
  readonly event: Json;
  readonly ts: number;
  /** Its thread. */
  readonly thread: string;
  readonly says: string;
}

/** Everything that is wrong with a file, one sentence each; none for one that keeps the rules. */
export function problemsOfChromeTrace(file: unknown): string[] {
  const events = Array.isArray(file) ? (file as unknown[]) : isObject(file) ? file['traceEvents'] : null;
  if (!Array.isArray(events)) return ['a file is a list of events, or an object with traceEvents'];
  const problems: string[] = [];
  if (isObject(file)) {
    const unit = file['displayTimeUnit'];
    if (unit !== undefined && unit !== 'ms' && unit !== 'ns') problems.push('displayTimeUnit is ms or ns');
  }
  const sound: Located[] = [];
  (events as unknown[]).forEach((event, i) => {
    const says = `event ${i}`;
    if (!isObject(event)) {
      problems.push(`${says} is no object`);
      return;
    }
    const wrong = fieldProblems(event);
    for (const problem of wrong) problems.push(`${says}: ${problem}`);
    if (wrong.length > 0 || event['ph'] === 'M') return;
    const { ts, pid, tid } = event as { ts: number; pid: number; tid: number };
    sound.push({ event, ts, thread: `${pid}/${tid}`, says });
  });
  const slices = groupBy(
    sound.filter(({ event }) => event['ph'] === 'X'),
    ({ thread }) => thread,
  );
  return [
    ...problems,
    ...[...slices].flatMap(([thread, list]) => nestingProblems(thread, list)),
    ...durationProblems(sound),
    ...asyncProblems(sound),
    ...flowProblems(sound, slices),
  ];
}

function fieldProblems(event: Json): string[] {
  const { ph, name, pid, tid, ts, dur, args, cat, id, s, bp } = event;
  const problems: string[] = [];
  const must = (holds: boolean, sentence: string): void => {
    if (!holds) problems.push(sentence);
  };
  must(typeof ph === 'string' && 'XBEisftbneCM'.includes(ph) && ph.length === 1, `the phase ${String(ph)} is unknown`);
  must(typeof name === 'string' || ph === 'E', 'it has no name');
  must(Number.isSafeInteger(pid) && Number.isSafeInteger(tid), 'pid and tid are integers');
  must(args === undefined || isObject(args), 'args is an object');
  if (ph === 'M') {
    const key = typeof name === 'string' ? METADATA[name] : undefined;
    must(key !== undefined, `the metadata ${String(name)} is unknown`);
    const value = isObject(args) && key !== undefined ? args[key] : undefined;
    must(key === 'sort_index' ? Number.isSafeInteger(value) : typeof value === 'string', 'metadata tells its value');
    return problems;
  }
  must(isTime(ts), 'it has no time');
  if (ph === 'X') must(isTime(dur), 'a complete event has a duration');
  if (ph === 'i') must(s === 'g' || s === 'p' || s === 't', 'an instant has a scope');
  if (ph === 'C') {
    const values = isObject(args) ? Object.values(args) : [];
    must(values.length > 0, 'a counter has values');
    must(
      values.every((value) => typeof value === 'number' && Number.isFinite(value)),
      'the values of a counter are numbers',
    );
  }
  if (typeof ph === 'string' && 'sftbne'.includes(ph)) {
    must(isId(id), 'it has no id');
    must(typeof cat === 'string' && cat !== '', 'it has no category');
  }
  if (ph === 'f') must(bp === undefined || bp === 'e', 'a flow binds to the enclosing slice or to the next');
  return problems;
}

function groupBy<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function endOf({ event, ts }: Located): number {
  return ts + (event['dur'] as number);
}

/** Sorted as viewers do: by time; of those that begin together, the longer one holds the shorter. */
function nestingProblems(thread: string, slices: readonly Located[]): string[] {
  const sorted = [...slices].sort((a, b) => a.ts - b.ts || endOf(b) - endOf(a));
  const open: Located[] = [];
  const problems: string[] = [];
  for (const slice of sorted) {
    while (open.length > 0 && endOf(open.at(-1) as Located) <= slice.ts) open.pop();
    const around = open.at(-1);
    if (around !== undefined && endOf(slice) > endOf(around)) {
      problems.push(`${slice.says} overlaps ${around.says} in thread ${thread}, and is not inside of it`);
      continue;
    }
    open.push(slice);
  }
  return problems;
}

function durationProblems(sound: readonly Located[]): string[] {
  const problems: string[] = [];
  const pairs = sound.filter(({ event }) => event['ph'] === 'B' || event['ph'] === 'E');
  for (const [thread, events] of groupBy(pairs, (located) => located.thread)) {
    let open = 0;
    let last = 0;
    for (const { event, ts, says } of events) {
      if (ts < last) problems.push(`${says} goes back in time in thread ${thread}`);
      last = Math.max(last, ts);
      open += event['ph'] === 'B' ? 1 : -1;
      if (open < 0) problems.push(`${says} ends what has not begun`);
      open = Math.max(open, 0);
    }
    if (open > 0) problems.push(`${open} of thread ${thread} never end`);
  }
  return problems;
}

/** By time; events of the same time keep their order. */
function inTime(list: readonly Located[]): Located[] {
  return [...list].sort((a, b) => a.ts - b.ts);
}

function asyncProblems(sound: readonly Located[]): string[] {
  const problems: string[] = [];
  const pairs = sound.filter(({ event }) => ['b', 'n', 'e'].includes(event['ph'] as string));
  for (const [key, events] of groupBy(pairs, ({ event }) => `${String(event['cat'])} ${String(event['id'])}`)) {
    const open: Located[] = [];
    for (const located of inTime(events)) {
      const { event, says } = located;
      if (event['ph'] === 'b') open.push(located);
      if (event['ph'] !== 'e') continue;
      const begun = open.pop();
      if (begun === undefined) problems.push(`${says} ends what has not begun on track ${key}`);
      else if (begun.event['name'] !== event['name'])
        problems.push(`${says} ends ${begun.says}, which has another name`);
      else if (begun.event['pid'] !== event['pid']) problems.push(`${says} ends ${begun.says}, of another process`);
    }
    if (open.length > 0) problems.push(`${open.length} of track ${key} never end`);
  }
  return problems;
}

function flowProblems(sound: readonly Located[], slices: ReadonlyMap<string, readonly Located[]>): string[] {
  const problems: string[] = [];
  const flows = sound.filter(({ event }) => ['s', 't', 'f'].includes(event['ph'] as string));
  const key = ({ event }: Located) => `${String(event['cat'])} ${String(event['name'])} ${String(event['id'])}`;
  for (const [flow, events] of groupBy(flows, key)) {
    const phases = inTime(events)
      .map(({ event }) => event['ph'] as string)
      .join('');
    if (!/^st*f$/.test(phases)) problems.push(`flow ${flow} goes ${phases}`);
  }
  const ids = groupBy(flows, ({ event }) => String(event['id']));
  for (const [id, events] of ids) {
    if (new Set(events.map(key)).size > 1) problems.push(`flow ${id} has more than one name or category`);
  }
  for (const { event, ts, thread, says } of flows) {
    // Without `bp` an end binds to the next slice.
    if (event['ph'] === 'f' && event['bp'] !== 'e') continue;
    const list = slices.get(thread) ?? [];
    if (!list.some((slice) => slice.ts <= ts && ts <= endOf(slice))) problems.push(`${says} lies in no slice`);
  }
  return problems;
}
