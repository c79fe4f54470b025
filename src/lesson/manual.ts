/**
 * Prints the reference half of the authors' manual from the schema, so that what is checked and what is written down are the
 * same text. `scripts/lesson-manual.ts` writes it into `lessons/README.md` below {@link MARKER}; a test fails when it is stale.
 */
import * as v from 'valibot';
import {
  CLAIM_SCHEMAS,
  EditSchema,
  ExerciseSchema,
  FrontMatterSchema,
  ProgramSchema,
  RaceSchema,
  TranslationSchema,
} from './schema';

/** What stands above it in `lessons/README.md` is written by hand. */
export const MARKER =
  '<!-- Printed from src/lesson/schema.ts by scripts/lesson-manual.ts: change the schema, not this. -->';

/** Every key that a host may have; a test holds it against the lab's own parser. */
export const HOST_EXAMPLE: readonly string[] = [
  'hosts:',
  '  - name: slow.example',
  '    latency: 200 # default 15',
  '    jitter: 40 # at most so much more, by lot; default a fifth of the latency',
  '    bandwidth: 500 # default 12500',
  '    failure-rate: 0.1 # from 0 to 1; default 0',
  '    failures: [reset, status, stall] # one is drawn for each failure; default all',
  '    connection-limit: 4 # served at once; default no limit',
  '    backlog: 16 # how many more may wait; default 128',
  '    rate-limit: { requests: 10, per-seconds: 1 } # more are answered with 429',
  '    behaviour: serves # or refuses, or black-hole, which never says a word',
  '    ports: [80, 443] # 443 speaks TLS',
  '    routes:',
  '      - path: /users/:id',
  '        method: GET # default any',
  '        status: 200',
  '        headers: { X-Page: one }',
  "        json: { id: '{id}' } # or text: '...'",
  "        delay: 300 # the server's own time",
];

/** Loose enough to walk any schema of ours. */
interface AnySchema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, AnySchema>>;
  readonly item?: AnySchema;
  readonly wrapped?: AnySchema;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly pipe?: readonly AnySchema[];
  readonly message?: unknown;
}

const any = (schema: unknown): AnySchema => schema as AnySchema;

function descriptionOf(schema: AnySchema): string {
  const own = v.getDescription(schema as unknown as v.GenericSchema);
  return own ?? (schema.wrapped === undefined ? '' : descriptionOf(schema.wrapped));
}

/** The type in an author's words. */
function typeOf(schema: AnySchema): string {
  if (schema.wrapped !== undefined) return typeOf(schema.wrapped);
  switch (schema.type) {
    case 'string':
      return schema.pipe?.some((step) => String(step.message).includes('regular expression')) === true ||
        isPattern(schema)
        ? 'pattern'
        : 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return '`true` or `false`';
    case 'literal':
      return `\`${String(schema.literal)}\``;
    case 'picklist':
      return (schema.options ?? []).map((option) => `\`${String(option)}\``).join(', ');
    case 'array':
      return schema.item === undefined ? 'list' : `list of ${plural(typeOf(schema.item))}`;
    case 'strict_object':
      return Object.keys(schema.entries ?? {}).every((key) => key === 'min' || key === 'max')
        ? '`{ min, max }`'
        : `\`{ ${Object.keys(schema.entries ?? {}).join(', ')} }\``;
    case 'unknown':
      return '`{ name, ... }`';
    case 'variant':
      return 'claim';
    default:
      return schema.type;
  }
}

/** Descriptions wrap the pattern in one more pipe. */
const isPattern = (schema: AnySchema): boolean =>
  schema.pipe?.some(
    (step) => step !== schema && step.type === 'string' && step.pipe !== undefined && typeOf(step) === 'pattern',
  ) === true;

const plural = (type: string): string => (/^\w+$/.test(type) ? `${type}s` : type);

/** A list and not a table: it reads well as plain text too, and a formatter has nothing to align. */
function keys(schema: AnySchema, skip: readonly string[] = [], prefix = ''): string[] {
  return Object.entries(schema.entries ?? {})
    .filter(([key]) => !skip.includes(key))
    .flatMap(([key, value]) => lines(prefix + key, value, prefix === ''));
}

function lines(name: string, schema: AnySchema, sayNeeded: boolean): string[] {
  const needed = sayNeeded && schema.type !== 'optional' ? 'needed, ' : '';
  const own = `- \`${name}\` (${needed}${typeOf(schema)}): ${descriptionOf(schema)}`;
  const inner = schema.wrapped ?? schema;
  const parts = inner.type === 'array' && inner.item !== undefined ? inner.item : inner;
  return parts.type !== 'strict_object' || CHAPTERS.has(parts) ? [own] : [own, ...keys(parts, [], `${name}.`)];
}

/** What is told apart from where it stands. Claims, too: they are a union, which is not walked. */
const CHAPTERS = new Set<AnySchema>([any(ProgramSchema), any(RaceSchema), any(EditSchema), any(ExerciseSchema)]);

/** Markdown: one list of keys for the front matter, for programs, for races, for edits, and for each kind of claim. */
export function printReference(): string {
  const claims = CLAIM_SCHEMAS.flatMap((schema) => {
    const name = schema.entries.claim.literal;
    return [`### ${name}`, '', descriptionOf(any(schema)), '', ...keys(any(schema), ['claim', 'program', 'says']), ''];
  });
  return [
    MARKER,
    '',
    '## Reference: the front matter',
    '',
    ...keys(any(FrontMatterSchema)),
    '',
    '### One entry of `programs`',
    '',
    ...keys(any(ProgramSchema)),
    '',
    '### One entry of `races`',
    '',
    descriptionOf(any(RaceSchema)),
    '',
    ...keys(any(RaceSchema)),
    '',
    '### One entry of `exercises`',
    '',
    descriptionOf(any(ExerciseSchema)),
    '',
    ...keys(any(ExerciseSchema)),
    '',
    '### A translation: `lesson.de.md`',
    '',
    'Words only. Programs, checks and ids are those of `lesson.md`: each step is named, `## Erst raten {#guess-first}`, questions, cards and',
    'exercises have the ids that they have there, and the right choice stands at the same place. Steps and questions that are left out',
    'are shown in English, which is said. The names of the parts of the course stand in `course.de.yaml`. Its front matter:',
    '',
    ...keys(any(TranslationSchema)),
    '',
    '### One entry of `edits`',
    '',
    descriptionOf(any(EditSchema)),
    '',
    ...keys(any(EditSchema)),
    '',
    '### One entry of `hosts`',
    '',
    'What a host is like. Only `name` is needed, and in a route `path`; a built-in name changes that host and may put pages in',
    'front of its own. Times are milliseconds, a latency is a whole round trip, `bandwidth` is in kilobytes a second and shared by',
    "all connections. In a route's path `:id` fits any one step, and `{id}` in its answer is what stood there; a last step `*` fits",
    'all that is left.',
    '',
    '```yaml',
    ...HOST_EXAMPLE,
    '```',
    '',
    '## Reference: claims',
    '',
    'Every claim has `claim` (its kind, one of the headings below) and `says`; all but `ratio` have `program`.',
    '',
    ...keys(any(CLAIM_SCHEMAS[0]), ['claim', 'is', 'exitCode', 'error']),
    '',
    'Patterns are JavaScript regular expressions in which `^` and `$` stand for line ends; write them in single quotes, so that YAML',
    'leaves backslashes alone. A claim that could not fail is refused: bounds that are missing, a pattern that fits empty text.',
    '',
    ...claims,
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** The whole file: the hand-written part as it is, the printed part anew. */
export function renewManual(current: string): string {
  const at = current.indexOf(MARKER);
  const written = (at === -1 ? current : current.slice(0, at)).trimEnd();
  return `${written}\n\n${printReference()}`;
}
