/**
 * A wrong value for every key that a lesson's front matter may have, and what its author is told. The oracle is the schema itself, walked
 * from outside: whatever key it has is tried, so that a key that is added is tried, too.
 */
import { describe, expect, it } from 'vitest';
import { Document, isNode, parse } from 'yaml';
import { parseFrontMatter } from './front-matter';
import type { Problem } from './problem';
import { CLAIM_KINDS, FrontMatterSchema } from './schema';

/** Every key of every schema, each with a value that is right. */
const COMPLETE = `
title: A title
question: A question?
part: A part
minutes: 5
optional: true
programs:
  - file: a.py
    variant: threads
    title: The program
    also: [b.py]
    start-method: spawn
    needs: shared-memory
races:
  - id: ways
    title: Ways
    kind: variants
    programs: [a, b]
    trials: 5
    warm-ups: 1
    references:
      - { program: a, ms: 5, cores: 4, source: an article }
      - { program: a, s: 5, source: an article }
  - { id: curve, title: Curve, kind: curve, programs: [a], args: ['{n}'], workers: [1, 2, 4], references: [{ program: a, at: 1, s: 2, source: x }] }
  - { id: worth, title: Worth, kind: worth, programs: [a, b], sizes: [1, 10, 100], unit: items }
exercises:
  - id: task
    program: a
    solution: solved.py
    checks:
      - { claim: outcome, is: finished, says: it ends }
covers: [E01, E106]
sources:
  - { title: A page, url: 'https://docs.python.org/3/' }
edits:
  - { id: changed, program: a, replace: x, with: y }
claims:
  - { claim: outcome, program: a, is: raised, exitCode: 1, error: ValueError, says: so }
  - { claim: output, program: a, stream: stdout, matches: x, lacks: y, lines: [a], counts: [{ of: a, min: 1, max: 2 }], says: so }
  - { claim: number, program: a, number: '(1)', min: 1, max: 2, says: so }
  - { claim: wall, program: a, min: 1, max: 2, says: so }
  - { claim: ratio, of: { program: a, number: '(1)' }, to: { program: b, number: '(2)' }, min: 1, max: 2, says: so }
  - { claim: overlap, program: a, state: running, atLeast: 1, atMost: 2, within: process, says: so }
  - { claim: hand-overs, program: a, reason: interval, min: 1, max: 2, says: so }
  - { claim: turns, program: a, min: 1, max: 2, says: so }
  - { claim: actors, program: a, kind: thread, min: 1, max: 2, says: so }
  - { claim: lock-waits, program: a, resource: lock, min: 1, max: 2, says: so }
  - { claim: held, program: a, resource: lock, by: x, times: { min: 1, max: 2 }, longestMs: { min: 1, max: 2 }, totalMs: { min: 1, max: 2 }, atEnd: true, says: so }
  - { claim: spent, program: a, state: sleeping, actor: x, min: 1, max: 2, says: so }
  - { claim: lock-order, program: a, first: x, then: y, says: so }
  - { claim: depth, program: a, resource: queue, min: 1, max: 2, says: so }
`;

type Path = readonly (string | number)[];

interface Schema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly wrapped?: Schema;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[];
}

const ROOT = FrontMatterSchema as unknown as Schema;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unwrapped = (schema: Schema): Schema => (schema.wrapped === undefined ? schema : unwrapped(schema.wrapped));

/** Every place of the complete front matter, with its schema. */
function* places(
  value: unknown,
  of: Schema,
  path: Path = [],
): Generator<{ path: Path; schema: Schema; needed: boolean }> {
  const needed = of.wrapped === undefined;
  let schema = unwrapped(of);
  if (path.length > 0) yield { path, schema, needed };
  if (schema.type === 'variant' && isRecord(value))
    schema = (schema.options as readonly Schema[]).find(
      (o) => o.entries?.['claim']?.literal === value['claim'],
    ) as Schema;
  if (Array.isArray(value) && schema.item !== undefined)
    for (const [i, each] of value.entries()) yield* places(each, schema.item, [...path, i]);
  if (isRecord(value) && schema.entries !== undefined)
    for (const [key, each] of Object.entries(value)) yield* places(each, schema.entries[key] as Schema, [...path, key]);
}

const all = [...places(parse(COMPLETE), ROOT)];
const pathText = (path: Path): string =>
  path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');

/** What is said when another value stands at `path`, and on which line of the file that value stands. */
function planted(path: Path, value: unknown): { problems: readonly Problem[]; line: number } {
  const doc = new Document(parse(COMPLETE));
  doc.setIn(path, doc.createNode(value));
  const node: unknown = doc.getIn(path, true);
  if (isNode(node)) node.comment = 'HERE';
  const text = doc.toString({ lineWidth: 0 });
  const line = text.split('\n').findIndex((each) => each.includes('HERE')) + 2;
  return { problems: parseFrontMatter(text, 2).problems, line };
}

/** The rule for every complaint. */
function expectOneSentence({ message, file }: Problem): void {
  expect(file).toBe('lesson.md');
  expect(message).not.toMatch(/\n|\.$|[.] [A-Z]|Invalid|Expected|undefined|\[object/);
  expect(message).toMatch(/^`[^`]+` \S/);
  expect(message.length).toBeLessThan(420);
}

const WRONG_TYPES: Readonly<Record<string, readonly unknown[]>> = {
  string: [7, true, null, [], { a: 1 }],
  number: ['seven', true, null, [], { a: 1 }],
  boolean: ['yes', 1, null, [], { a: 1 }],
  picklist: ['nonsense', 7, true, null, [], { a: 1 }],
  literal: ['nonsense', 7, null, false],
  array: ['text', 7, null, { a: 1 }],
  union: ['text', 7, null, { a: 1 }, []],
  strict_object: ['text', 7, null, []],
  variant: ['text', 7, null, []],
};

/** Values of the right type that a check of the schema refuses, by the kinds of checks that it has. */
function outOfRange(schema: Schema, path: Path): readonly unknown[] {
  const found: unknown[] = [];
  const key = path.at(-1);
  for (const { type, requirement } of schema.pipe ?? []) {
    if (type === 'min_value') found.push(Number(requirement) - 1, -Infinity);
    if (type === 'max_value') found.push(Number(requirement) + 1);
    if (type === 'safe_integer') found.push(1.5);
    if (type === 'finite') found.push(Infinity, NaN);
    if (type === 'min_length') found.push([]);
  }
  // An argument may be empty, and so may what a text is replaced with.
  if (schema.type === 'string' && key !== 'with' && !path.includes('args')) found.push('');
  return found;
}

describe('the front matter', () => {
  it('is complete in this test: every key of every schema stands in it', () => {
    expect(parseFrontMatter(COMPLETE, 2).problems).toEqual([]);
    const tried = new Set(all.map(({ path }) => pathText(path).replace(/\[\d+\]/g, '[]')));
    const missing: string[] = [];
    const visit = (schema: Schema, path: string): void => {
      const inner = unwrapped(schema);
      for (const [key, child] of Object.entries(inner.entries ?? {})) {
        const at = path === '' ? key : `${path}.${key}`;
        // Hosts have a parser of their own, and checks have the program of their exercise.
        if (at === 'hosts' || at.endsWith('checks[].program')) continue;
        if (!tried.has(at)) missing.push(at);
        visit(child, at);
      }
      if (inner.item !== undefined) visit(inner.item, `${path}[]`);
      if (inner.type === 'variant' && path === 'claims[]')
        for (const option of inner.options as readonly Schema[]) visit(option, path);
    };
    visit(ROOT, '');
    expect(missing).toEqual([]);
    const kinds = (parse(COMPLETE) as { claims: { claim: string }[] }).claims.map(({ claim }) => claim);
    expect(kinds).toEqual(CLAIM_KINDS);
  });

  it.each(all.map(({ path, schema }) => ({ at: pathText(path), path, schema })))(
    'refuses values of a wrong type at $at in one sentence that names the key and its line',
    ({ at, path, schema }) => {
      const wrong = WRONG_TYPES[schema.type];
      if (wrong === undefined) return expect.unreachable(`no wrong value is known for the type ${schema.type}`);
      for (const value of wrong) {
        const { problems, line } = planted(path, value);
        problems.forEach(expectOneSentence);
        // An unknown kind of claim is told by its own key.
        const told = problems.find(
          ({ message }) => message.startsWith(`\`${at}\` `) || message.startsWith(`\`${at}.claim\` `),
        );
        expect(told, `${at}: ${JSON.stringify(value)} gave ${JSON.stringify(problems)}`).toBeDefined();
        if (!isRecord(value) && !Array.isArray(value)) expect(told?.line).toBe(line);
        if (schema.type === 'picklist')
          for (const option of schema.options ?? []) expect(told?.message).toContain(String(option));
        if (schema.type === 'literal' && schema.literal !== true)
          for (const kind of CLAIM_KINDS) expect(told?.message).toContain(kind);
      }
    },
  );

  const bounded = all.map(({ path, schema }) => ({ at: pathText(path), path, values: outOfRange(schema, path) }));
  it.each(bounded.filter(({ values }) => values.length > 0))(
    'refuses what is out of range at $at, and says what is in range',
    ({ at, path, values }) => {
      for (const value of values) {
        const { problems } = planted(path, value);
        problems.forEach(expectOneSentence);
        const told = problems.find(({ message }) => message.startsWith(`\`${at}\` `));
        expect(told, `${at}: ${String(value)} gave ${JSON.stringify(problems)}`).toBeDefined();
      }
    },
  );

  const objects = [
    { at: '', path: [] as Path, schema: ROOT },
    ...all.map((each) => ({ at: pathText(each.path), ...each })),
  ];
  it.each(objects.filter(({ schema }) => schema.entries !== undefined || schema.type === 'variant'))(
    'refuses an unknown key at "$at", and lists the keys that there are',
    ({ at, path, schema }) => {
      const name = at === '' ? 'zzz' : `${at}.zzz`;
      const { problems, line } = planted([...path, 'zzz'], 1);
      expect(problems).toHaveLength(1);
      const [problem] = problems;
      if (problem === undefined) return;
      expectOneSentence(problem);
      expect(problem.line).toBe(line);
      expect(problem.message).toMatch(
        new RegExp(`^\`${name.replace(/[[\].]/g, '\\$&')}\` is not a key of this place; allowed are `),
      );
      for (const key of Object.keys(schema.entries ?? {})) expect(problem.message).toContain(key);
    },
  );

  it.each(
    all
      .filter(({ path, needed }) => needed && typeof path.at(-1) === 'string')
      .map((each) => ({ at: pathText(each.path), ...each })),
  )('says what is missing, and what it is for: $at', ({ at, path, schema }) => {
    const doc = new Document(parse(COMPLETE));
    doc.deleteIn(path);
    const { problems } = parseFrontMatter(doc.toString({ lineWidth: 0 }), 2);
    problems.forEach(expectOneSentence);
    const told = problems.find(({ message }) => message.startsWith(`\`${at}\` `));
    expect(told?.message, `${at} gave ${JSON.stringify(problems)}`).toMatch(
      / is missing|must be one of .*\(it is missing\)$/,
    );
    if (schema.type === 'picklist')
      for (const option of schema.options ?? []) expect(told?.message).toContain(String(option));
  });
});
