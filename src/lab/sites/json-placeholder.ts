/**
 * `jsonplaceholder.typicode.com`: posts, comments, albums, photos, todos and users to practise on. Same fields and counts
 * as the service of that name; the texts are made up here. As there, what is sent is answered as if it had been stored, and
 * is not.
 */
import { seededRandom } from '../../base/random';
import {
  emptyAnswer,
  headerOf,
  jsonAnswer,
  jsonOf,
  type LabRequest,
  type LabResponse,
  type Site,
} from '../http/message';
import { fromUtf8 } from '../bytes';
import { parseQuery, parseTarget, type Target } from '../http/target';
import { clause, paragraph, phrase } from './words';

type Row = Readonly<Record<string, unknown>> & { readonly id: number };
type Table = readonly Row[];

const TABLES = ['posts', 'comments', 'albums', 'photos', 'todos', 'users'] as const;
type TableName = (typeof TABLES)[number];

/** Which rows belong to a row: `/posts/1/comments`, `/users/3/todos`. */
const CHILDREN: Readonly<Record<TableName, Partial<Record<TableName, string>>>> = {
  posts: { comments: 'postId' },
  comments: {},
  albums: { photos: 'albumId' },
  photos: {},
  todos: {},
  users: { posts: 'userId', albums: 'userId', todos: 'userId' },
};

const FIRST = ['Ada', 'Bela', 'Ciro', 'Dunja', 'Emre', 'Fenna', 'Goran', 'Hilda', 'Ines', 'Jorik'];
const LAST = ['Weaver', 'Lindqvist', 'Okafor', 'Marlowe', 'Petrov', 'Sandoval', 'Tanaka', 'Ullman', 'Varga', 'Winter'];
const STREETS = ['Loom Lane', 'Harbour Street', 'Thread Row', 'Mill Road', 'Orchard Way'];
const CITIES = ['Northwick', 'Sandby', 'Old Weft', 'Bremfield', 'Kestrel Bay'];

function makeTable(name: TableName): Table {
  // A sequence for each table: none depends on which others were asked for.
  const random = seededRandom(0x1ab + TABLES.indexOf(name));
  const rows = <T extends object>(count: number, make: (id: number) => T): Table =>
    Array.from({ length: count }, (_, i) => ({ ...make(i + 1), id: i + 1 }));
  switch (name) {
    case 'posts':
      return rows(100, (id) => ({
        userId: Math.ceil(id / 10),
        id,
        title: clause(random),
        body: paragraph(random, 3 + random.below(3)),
      }));
    case 'comments':
      return rows(500, (id) => ({
        postId: Math.ceil(id / 5),
        id,
        name: phrase(random),
        email: `${random.pick(FIRST)}.${random.pick(LAST)}@example.org`.toLowerCase(),
        body: paragraph(random, 2 + random.below(3)),
      }));
    case 'albums':
      return rows(100, (id) => ({ userId: Math.ceil(id / 10), id, title: phrase(random) }));
    case 'photos':
      return rows(5_000, (id) => ({
        albumId: Math.ceil(id / 50),
        id,
        title: phrase(random),
        url: `https://picsum.photos/id/${id}/600/600`,
        thumbnailUrl: `https://picsum.photos/id/${id}/150/150`,
      }));
    case 'todos':
      return rows(200, (id) => ({
        userId: Math.ceil(id / 20),
        id,
        title: clause(random),
        completed: random.below(2) === 0,
      }));
    case 'users':
      return rows(10, (id) => {
        const [first = '', last = ''] = [FIRST[id - 1], LAST[id - 1]];
        const digits = (count: number): string => Array.from({ length: count }, () => random.below(10)).join('');
        return {
          id,
          name: `${first} ${last}`,
          username: `${first}${id}`,
          email: `${first}.${last}@example.com`.toLowerCase(),
          address: {
            street: random.pick(STREETS),
            suite: `Suite ${100 + random.below(900)}`,
            city: random.pick(CITIES),
            zipcode: `${digits(5)}-${digits(4)}`,
            geo: { lat: (random.float() * 180 - 90).toFixed(4), lng: (random.float() * 360 - 180).toFixed(4) },
          },
          phone: `555-01${digits(2)}`,
          website: `${first.toLowerCase()}.example`,
          company: { name: `${last} & Daughters`, catchPhrase: clause(random), bs: phrase(random) },
        };
      });
  }
}

const made = new Map<TableName, Table>();

function tableOf(name: TableName): Table {
  const table = made.get(name) ?? makeTable(name);
  made.set(name, table);
  return table;
}

const isTable = (name: string | undefined): name is TableName => TABLES.some((table) => table === name);

export function makeJsonPlaceholder(): Site {
  return (request) => {
    const target = parseTarget(request.target);
    // A slash at the end makes no difference.
    const steps = target.steps.at(-1) === '' ? target.steps.slice(0, -1) : target.steps;
    if (steps.length === 0) return jsonAnswer(Object.fromEntries(TABLES.map((name) => [name, `/${name}`])));
    const [name, id, child] = steps;
    if (!isTable(name) || steps.length > 3) return jsonAnswer({}, 404);
    if (request.method === 'OPTIONS') return emptyAnswer(204, [['Allow', 'GET, HEAD, PUT, PATCH, POST, DELETE']]);
    const table = tableOf(name);
    if (child !== undefined) return nested(request, target, name, id ?? '', child);
    return id === undefined ? collection(request, target, table) : single(request, table, id);
  };
}

function nested(request: LabRequest, target: Target, name: TableName, id: string, child: string): LabResponse {
  const key = isTable(child) ? CHILDREN[name][child] : undefined;
  if (key === undefined || !isTable(child)) return jsonAnswer({}, 404);
  if (request.method === 'POST') return created(tableOf(child), { ...fieldsOf(request), [key]: id });
  if (request.method !== 'GET' && request.method !== 'HEAD') return jsonAnswer({}, 404);
  return listed(
    tableOf(child).filter((row) => String(row[key]) === id),
    target,
  );
}

function collection(request: LabRequest, target: Target, table: Table): LabResponse {
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return listed(table, target);
    case 'POST':
      return created(table, fieldsOf(request));
    default:
      return jsonAnswer({}, 404);
  }
}

function single(request: LabRequest, table: Table, id: string): LabResponse {
  const row = table.find((one) => String(one.id) === id);
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return row === undefined ? jsonAnswer({}, 404) : jsonAnswer(row);
    case 'PUT':
      return row === undefined ? jsonAnswer({}, 404) : jsonAnswer({ ...fieldsOf(request), id: row.id });
    case 'PATCH':
      return row === undefined ? jsonAnswer({}, 404) : jsonAnswer({ ...row, ...fieldsOf(request), id: row.id });
    case 'DELETE':
      return jsonAnswer({});
    default:
      return jsonAnswer({}, 404);
  }
}

function created(table: Table, fields: object): LabResponse {
  const id = table.length + 1;
  return jsonAnswer({ ...fields, id }, 201, [['Location', `/${id}`]]);
}

function fieldsOf(request: LabRequest): object {
  const kind = headerOf(request.headers, 'content-type') ?? '';
  if (kind.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(parseQuery(fromUtf8(request.body) ?? ''));
  }
  const value = jsonOf(request.body);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** A list, filtered, sorted and cut as the query asks: `?userId=1&_sort=id&_order=desc&_page=2&_limit=10`. */
function listed(table: Table, { query }: Target): LabResponse {
  const orders = new Map(query.filter(([name]) => name.startsWith('_')));
  const filters = query.filter(([name]) => !name.startsWith('_') && name !== 'q');
  const fields = [...new Set(filters.map(([name]) => name))];
  let rows = table.filter((row) =>
    fields.every((field) => filters.some(([name, value]) => name === field && String(fieldAt(row, field)) === value)),
  );
  const sought = query.find(([name]) => name === 'q')?.[1].toLowerCase();
  if (sought !== undefined) rows = rows.filter((row) => JSON.stringify(row).toLowerCase().includes(sought));

  const sort = orders.get('_sort');
  if (sort !== undefined) {
    const sign = orders.get('_order')?.toLowerCase() === 'desc' ? -1 : 1;
    rows = rows.toSorted((a, b) => sign * compared(fieldAt(a, sort), fieldAt(b, sort)));
  }

  const total = rows.length;
  const whole = (name: string): number | undefined => {
    const text = orders.get(name);
    return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const limit = whole('_limit');
  const page = whole('_page');
  const start = page !== undefined ? (Math.max(page, 1) - 1) * (limit ?? 10) : (whole('_start') ?? 0);
  const end = page !== undefined ? start + (limit ?? 10) : (whole('_end') ?? start + (limit ?? total));
  const isCut = page !== undefined || limit !== undefined || orders.has('_start') || orders.has('_end');
  return jsonAnswer(rows.slice(start, end), 200, isCut ? [['X-Total-Count', String(total)]] : []);
}

/** `address.city` reaches into the row. */
function fieldAt(row: Row, path: string): unknown {
  let value: unknown = row;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function compared(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
