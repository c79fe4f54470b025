/** From the YAML between the `---` lines to checked values, every complaint with the line of `lesson.md` that it is about. */
import * as v from 'valibot';
import { LineCounter, isNode, isPair, isMap, isScalar, parseDocument, type Document } from 'yaml';
import { FrontMatterSchema, type FrontMatter } from './schema';
import { listOf, type Problem } from './problem';

export interface ParsedFrontMatter {
  readonly value: FrontMatter | null;
  readonly problems: readonly Problem[];
  /** The line, in `lesson.md`, of the value at this path (of its key, where it has one). */
  lineOf(path: readonly (string | number)[]): number;
}

const FILE = 'lesson.md';

/** Loose enough to follow any schema of ours down a path. */
interface AnySchema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, AnySchema>>;
  readonly item?: AnySchema;
  readonly wrapped?: AnySchema;
  readonly options?: readonly AnySchema[];
  readonly literal?: unknown;
}

const ROOT = FrontMatterSchema as unknown as AnySchema;

function schemaAt(schema: AnySchema, path: readonly (string | number)[], input: unknown): AnySchema | null {
  if (schema.wrapped !== undefined) return schemaAt(schema.wrapped, path, input);
  if (schema.type === 'variant') {
    const kind: unknown = isRecord(input) ? input['claim'] : undefined;
    const option = schema.options?.find((o) => o.entries?.['claim']?.literal === kind);
    return option === undefined ? null : schemaAt(option, path, input);
  }
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  const child = typeof step === 'number' ? schema.item : schema.entries?.[step];
  if (child === undefined) return null;
  const value: unknown =
    typeof step === 'number'
      ? Array.isArray(input)
        ? input[step]
        : undefined
      : isRecord(input)
        ? input[step]
        : undefined;
  return schemaAt(child, rest, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const pathText = (path: readonly (string | number)[]): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Descriptions may have several sentences; a complaint has one. */
const firstSentence = (text: string): string => (/^.*?\.(?= [A-Z])/s.exec(text)?.[0] ?? text).replace(/\.$/, '');

function messageOf(issue: v.BaseIssue<unknown>, path: readonly (string | number)[], input: unknown): string {
  const name = `\`${pathText(path)}\``;
  if (issue.type === 'strict_object') {
    const owner = schemaAt(ROOT, path.slice(0, -1), input);
    const keys = Object.keys(owner?.entries ?? {});
    if (issue.expected === 'never') return `${name} is not a key of this place; allowed are ${listOf(keys, 'and')}`;
    if (issue.received === 'undefined') {
      const missing = schemaAt(ROOT, path, input);
      const meaning = missing === null ? undefined : v.getDescription(missing as unknown as v.GenericSchema);
      const choice =
        missing?.type === 'picklist' ? `: must be one of ${(missing.options ?? []).map(String).join(', ')}` : '';
      return `${name} is missing${choice}${meaning === undefined ? '' : ` (${firstSentence(meaning)})`}`;
    }
    return `${name} must be a set of keys (${listOf(keys, 'and')}), not ${shown(issue.input)}`;
  }
  if (issue.type === 'array') return `${name} must be a list, not ${shown(issue.input)}`;
  const got = issue.type === 'check' && isRecord(issue.input) ? '' : `, not ${shown(issue.input)}`;
  const message = issue.message;
  if (issue.type === 'variant') return `${name} ${message}${issue.received === 'undefined' ? ' (it is missing)' : got}`;
  return `${name} ${message}${message.startsWith('must') ? got : ''}`;
}

function positionOf(doc: Document, path: readonly (string | number)[]): number | null {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? doc.contents : doc.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      if (pair !== undefined && isNode(pair.key) && pair.key.range != null) return pair.key.range[0];
    }
    const node: unknown = doc.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range != null) return node.range[0];
  }
  return isNode(doc.contents) && doc.contents.range != null ? doc.contents.range[0] : null;
}

/**
 * Checks of an exercise are claims about its program, which authors leave out: puts it in. Returns where they did not leave it
 * out.
 */
function ownPrograms(input: Readonly<Record<string, unknown>>): (string | number)[][] {
  const exercises = Array.isArray(input['exercises']) ? (input['exercises'] as unknown[]) : [];
  return exercises.flatMap((exercise, i) => {
    if (!isRecord(exercise) || !Array.isArray(exercise['checks'])) return [];
    return (exercise['checks'] as unknown[]).flatMap((check, j) => {
      if (!isRecord(check) || check['claim'] === 'ratio') return [];
      if (Object.hasOwn(check, 'program')) return [['exercises', i, 'checks', j, 'program']];
      check['program'] = exercise['program'];
      return [];
    });
  });
}

interface ListForKeys {
  readonly path: readonly (string | number)[];
  readonly keys: readonly string[];
  readonly value: unknown;
}

/** Where a list stands in the place of a set of keys: to Valibot both are objects, and it would complain of what the list lacks. */
function listsForKeys(schema: AnySchema, value: unknown, path: readonly (string | number)[]): readonly ListForKeys[] {
  if (schema.wrapped !== undefined) return listsForKeys(schema.wrapped, value, path);
  if (Array.isArray(value)) {
    if (schema.type === 'strict_object') return [{ path, keys: Object.keys(schema.entries ?? {}), value }];
    if (schema.type === 'variant') return [{ path, keys: ['claim', 'says', 'others'], value }];
    const { item } = schema;
    return item === undefined ? [] : value.flatMap((each, i) => listsForKeys(item, each, [...path, i]));
  }
  if (!isRecord(value)) return [];
  const option =
    schema.type === 'variant' ? schema.options?.find((o) => o.entries?.['claim']?.literal === value['claim']) : schema;
  return Object.entries(option?.entries ?? {}).flatMap(([key, child]) =>
    Object.hasOwn(value, key) ? listsForKeys(child, value[key], [...path, key]) : [],
  );
}

/** `firstLine` is the line of `lesson.md` on which `yaml` starts. */
export function parseFrontMatter(yaml: string, firstLine: number): ParsedFrontMatter {
  const counter = new LineCounter();
  const doc = parseDocument(yaml, { lineCounter: counter });
  const lineAt = (offset: number) => firstLine + counter.linePos(offset).line - 1;
  const lineOf = (path: readonly (string | number)[]): number => {
    const offset = positionOf(doc, path);
    return offset === null ? firstLine : lineAt(offset);
  };
  if (doc.errors.length > 0) {
    const problems = doc.errors.map((error) => ({
      file: FILE,
      line: lineAt(error.pos[0]),
      message: `the front matter is not valid YAML: ${(error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')}`,
    }));
    return { value: null, problems, lineOf };
  }
  const input: unknown = doc.toJS({ maxAliasCount: 0 });
  if (!isRecord(input)) {
    return {
      value: null,
      problems: [
        {
          file: FILE,
          line: firstLine,
          message: 'the front matter must be a set of keys: title, question, part, minutes, programs and claims',
        },
      ],
      lineOf,
    };
  }
  const own = ownPrograms(input);
  const lists = listsForKeys(ROOT, input, []);
  if (lists.length > 0)
    return {
      value: null,
      problems: lists.map(({ path, keys, value }) => ({
        file: FILE,
        line: lineOf(path),
        message: `\`${pathText(path)}\` must be a set of keys (${listOf(keys, 'and')}), not the list ${shown(value)}`,
      })),
      lineOf,
    };
  const result = v.safeParse(FrontMatterSchema, input);
  if (own.length > 0)
    return {
      value: null,
      problems: own.map((path) => ({
        file: FILE,
        line: lineOf(path),
        message: `\`${pathText(path)}\` is not a key of this place: checks are about the program of their exercise`,
      })),
      lineOf,
    };
  if (result.success) return { value: result.output, problems: [], lineOf };
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const issue of result.issues) {
    const path = (issue.path ?? []).map((item) => item.key as string | number);
    if (seen.has(pathText(path))) continue;
    seen.add(pathText(path));
    problems.push({ file: FILE, line: lineOf(path), message: messageOf(issue, path, input) });
  }
  return { value: null, problems, lineOf };
}
