/**
 * The import law: who may know whom. The arrows point toward `trace`; a heavy dependency has one owner; pure rooms know no
 * document and no clock. `npm run test:imports` holds every file to this table.
 *
 * A room is a folder; a file belongs to the longest room that its path begins with. In the lists:
 *   'room'             everything of that room
 *   'type:room'        only `import type` (gone at run time)
 *   '*'                everything
 * A file may always import from its own room. Tests obey the law of the room that they stand in.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** What a runtime is, apart from any runtime: plain data that crosses every boundary. */
const CONTRACT = 'src/runtimes/runtime';
/** What a TypeScript program may import, and how it is checked: text and options, no runtime. */
const LESSON_TYPES = ['src/runtimes/typescript/lesson-library.d', 'src/runtimes/typescript/lesson-options'];
const DRAWINGS = [
  'src/views/timeline',
  'src/views/charts',
  'src/views/editor',
  'src/views/explorer',
  'src/views/network',
  'src/views/files',
  'src/views/figures',
];

// prettier-ignore
export const LAW = {
  'src/base':               [],
  'src/texts':              ['src/base'],
  'src/trace':              ['src/base', 'src/texts'],
  'src/images':             ['src/base'],
  'src/lab':                ['src/base', 'src/trace', 'src/images'],
  'src/schedule':           ['src/base', 'src/trace'],
  'src/measure':            ['src/base', 'src/texts', 'src/trace'],
  'src/lesson':             ['src/base', 'src/texts', 'src/trace', 'src/lab', `type:${CONTRACT}`],
  [CONTRACT]:               ['src/base', 'src/trace', 'type:src/lab'],
  'src/guide':              ['src/base', 'src/texts'],
  // Texts: what is wrong with a recording, or with a program in a link, is told to learners.
  'src/protocol':           ['src/base', 'src/texts', 'src/trace', 'src/lab', `type:${CONTRACT}`],
  'src/runtimes':           ['src/base', 'src/trace', 'src/protocol', 'src/schedule', 'src/images', 'src/lab', CONTRACT],
  'src/sandbox/host':       ['src/base', 'src/trace', 'type:src/lab', 'src/protocol', CONTRACT],
  'src/sandbox/realm':      ['src/base', 'src/trace', 'type:src/lab', 'src/protocol', 'src/runtimes', CONTRACT],
  'src/sandbox/loop':       ['src/base', 'src/trace', 'type:src/lab', 'src/protocol', 'src/runtimes', CONTRACT,
                             'src/sandbox/realm/capabilities', 'src/sandbox/realm/worker-bootstrap',
                             'src/sandbox/realm/killed', 'src/sandbox/realm/network-news', 'src/sandbox/realm/timers'],
  'src/session':            ['src/base', 'src/texts', 'src/trace', 'src/lab', 'src/schedule', 'src/measure', 'src/lesson',
                             'src/protocol', 'src/sandbox/host', CONTRACT],
  // The headers are the server's; the worker gives them where no server does.
  'src/offline':            ['src/base', 'scripts/headers', 'type:src/session/offline'],
  'src/views/kit':          ['src/base', 'src/texts'],
  'src/views/timeline':     ['src/base', 'src/texts', 'src/trace', 'src/views/kit'],
  'src/views/charts':       ['src/base', 'src/texts', 'src/trace', 'src/measure', 'src/views/kit'],
  'src/views/editor':       ['src/base', 'src/texts', 'src/trace', 'src/views/kit', ...LESSON_TYPES],
  'src/views/explorer':     ['src/base', 'src/texts', 'src/trace', 'src/views/kit'],
  'src/views/network':      ['src/base', 'src/texts', 'src/trace', 'src/views/kit', 'src/lab', 'type:src/session/network-log'],
  'src/views/files':        ['src/base', 'src/texts', 'src/views/kit', 'type:src/protocol/files'],
  'src/views/figures':      ['src/base', 'src/texts', 'src/views/kit', 'type:src/lesson'],
  'src/views/lesson-page':  ['src/base', 'src/texts', 'src/trace', 'src/views/kit', ...DRAWINGS, 'src/session',
                             'src/views/guide', 'src/views/reference', 'type:src/guide',
                             'src/measure', 'type:src/lesson', 'src/lesson/progress', 'src/lesson/notebook',
                             'type:src/protocol', `type:${CONTRACT}`],
  'src/views/guide':        ['src/base', 'src/texts', 'src/views/kit', 'src/guide', 'type:src/lesson'],
  'src/views/reference':    ['src/base', 'src/texts', 'src/views/kit', 'src/guide', 'type:src/lesson', ...LESSON_TYPES],
  // Only `interleave preview` shows it.
  'src/views/author':       ['src/base', 'src/texts', 'src/views/kit', 'src/session', 'type:src/lesson'],
  // The lesson page's panes, arranged for a hall; and lessons taken apart for it.
  'src/views/presenter':    ['src/base', 'src/texts', 'src/trace', 'src/views/kit', ...DRAWINGS, 'src/session',
                             'src/views/lesson-page', 'type:src/lesson', 'src/lesson/beats', 'type:src/protocol', `type:${CONTRACT}`],
  // The same text and the same bench in somebody else's page: arranged anew, not made anew.
  'src/views/embed':        ['src/base', 'src/texts', 'src/views/kit', 'src/session', 'src/views/lesson-page',
                             'type:src/lesson', 'src/lesson/progress', 'type:src/protocol'],
  'src/embed-api':          ['src/protocol/embed'],
  // The page of a SCORM package: a script of its own, which the site does not load.
  'src/scorm':              ['src/protocol/embed', 'src/texts'],
  'src/app':                ['*'],

  'lessons':                [],
  'authoring':              ['src/base', 'src/trace', 'src/lab', 'src/schedule', 'src/measure', 'src/lesson',
                             'src/protocol', CONTRACT, ...LESSON_TYPES, 'scripts',
                             // A race is run by the same loop in the page and in a terminal.
                             'src/session/race-run', 'src/session/race-field',
                             // When a page shows a recorded run in the place of Run is held against the recorded runs.
                             'src/session/lacks', 'src/session/uses-network',
                             // Not imported: bundled into packages, as the script of their page.
                             'src/scorm/launch'],
  'scripts':                ['src/base', 'src/trace', 'src/measure', 'src/lesson', CONTRACT, 'authoring',
                             // The service worker is built apart from the site, with the list of what it keeps.
                             'src/offline/worker', 'type:src/offline',
                             // And so is `embed-api.js`.
                             'src/embed-api'],
  // The laboratory that the command stands on serves tests of runs, too.
  // Texts: what stands on a page is held against the dictionary.
  'e2e':                    ['src/texts', 'src/base', 'src/trace', 'src/guide', CONTRACT, 'authoring/browser', 'scripts'],
};

/** Packages with owners. Whatever is not named here may be imported anywhere in `src` but the pure rooms. */
// prettier-ignore
export const OWNERS = {
  'monaco-editor':          ['src/views/editor'],
  'pyodide':                ['src/runtimes/python'],
  'fflate':                 ['src/views/files', 'src/sandbox/realm', 'src/protocol/packed'],
  'recharts':               ['src/views/charts'],
  'comlink':                ['src/runtimes/typescript'],
  'react':                  ['src/views', 'src/app'],
  'react-dom':              ['src/views', 'src/app'],
  'react-aria-components':  ['src/views', 'src/app'],
  'react-resizable-panels': ['src/views', 'src/app'],
  'lucide-react':           ['src/views', 'src/app'],
  'wouter':                 ['src/views', 'src/app'],
  'd3-scale':               ['src/views'],
  'idb':                    ['src/session', 'src/app'],
};

/** Rooms that are the same in any program anywhere: values in, values out. The packages are pure themselves. */
// prettier-ignore
export const PURE = {
  'src/base':     [],
  'src/texts':    [],
  'src/trace':    [],
  'src/images':   [],
  'src/lab':      [],
  'src/schedule': [],
  'src/measure':  ['simple-statistics', 'valibot'],
  'src/guide':    [],
  'src/lesson':   ['valibot', 'yaml', 'unified', 'unist-util-visit', 'remark-*', 'rehype-*', 'shiki'],
};

/** What a pure room must be given instead of reaching for it. */
const IMPURE = {
  'Date.now': 'the clock',
  'performance.now': 'the clock',
  'Math.random': 'chance (use the seeded generator of src/base)',
  'globalThis.window': 'the document',
};
const IMPURE_NAMES = { window: 'the document', document: 'the document', localStorage: 'the document' };
const IMPURE_CALLS = { setTimeout: 'the clock', setInterval: 'the clock', fetch: 'the network' };

/**
 * Breaches that we know of and mean to end. Each says why it is there. One that is no longer committed must be struck off.
 * `{ file: 'src/a/b.ts', imports: 'src/c/d', why: '...' }`
 */
export const DEBTS = [];

/** Tests, and what is made for tests alone: oracles, generators, fakes. */
const isTest = (path) => /\.test(\.tsx?)?$/.test(path) || path.startsWith('e2e/') || path.includes('/testing/');
/** Stories show views with made-up runs; they may use what tests use, and only the gallery shows them. */
const isStory = (path) => /\.stories\.tsx?$/.test(path);
const within = (path, room) => path === room || path.startsWith(`${room}/`) || path.replace(/\.\w+$/, '') === room;

export function roomOf(path) {
  return Object.keys(LAW)
    .filter((room) => within(path, room))
    .sort((a, b) => b.length - a.length)[0];
}

const fits = (name, pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
const packageOf = (specifier) =>
  specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0];

/** Every module that a file names: imports, re-exports, `import()`, `import('...').T`, `new URL('....ts', import.meta.url)`. */
function* namedModules(source) {
  const found = [];
  const add = (node, specifier, typeOnly) => found.push({ node, specifier: specifier.split('?')[0], typeOnly });
  const text = (node) => (node !== undefined && ts.isStringLiteralLike(node) ? node.text : null);
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause;
      const named = clause?.namedBindings;
      const typeOnly =
        clause !== undefined &&
        (clause.isTypeOnly ||
          (clause.name === undefined &&
            named !== undefined &&
            ts.isNamedImports(named) &&
            named.elements.length > 0 &&
            named.elements.every((element) => element.isTypeOnly)));
      add(node, node.moduleSpecifier.text, typeOnly);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node, node.moduleSpecifier.text, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const specifier = text(node.argument.literal);
      if (specifier !== null) add(node, specifier, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const specifier = text(node.arguments[0]);
      if (specifier !== null) add(node, specifier, false);
    } else if (ts.isNewExpression(node) && node.expression.getText(source) === 'URL') {
      const specifier = text(node.arguments?.[0]);
      if (/^\..*\.(?:tsx?|m?js)$/.test(specifier ?? '') && node.arguments?.[1]?.getText(source) === 'import.meta.url') {
        add(node, specifier, false);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  yield* found;
}

function* impurities(source) {
  const declared = new Set();
  const found = [];
  const visit = (node) => {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isFunctionDeclaration(node)) && node.name) {
      declared.add(node.name.getText(source));
    }
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const owner = node.expression.text;
      const what = IMPURE[`${owner}.${node.name.text}`] ?? IMPURE_NAMES[owner];
      if (what !== undefined) found.push({ node, owner, what });
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const owner = node.expression.text;
      if (owner in IMPURE_CALLS) found.push({ node, owner, what: IMPURE_CALLS[owner] });
    }
    if (ts.isNewExpression(node) && node.expression.getText(source) === 'Date' && !node.arguments?.length) {
      found.push({ node, owner: 'Date', what: 'the clock' });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  yield* found.filter(({ owner }) => !declared.has(owner));
}

/**
 * Holds files against the law.
 *
 * @param {Record<string, string>} files path from the repository's root (with `/`) -> text
 * @param {readonly { file: string, imports: string, why: string }[]} debts
 * @returns {{ breaches: string[], debts: number }} each breach as `file:line sentence`
 */
export function checkImports(files, debts = DEBTS) {
  const breaches = [];
  const owed = new Set();
  for (const [path, content] of Object.entries(files)) {
    const room = roomOf(path);
    if (room === undefined) {
      breaches.push(`${path}:1 stands in no room: put it into one, or add its room to the table`);
      continue;
    }
    const source = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true);
    const say = (node, sentence) => {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      breaches.push(`${path}:${line + 1} ${sentence}`);
    };
    const pure = Object.keys(PURE).find((one) => within(path, one));

    for (const { node, specifier, typeOnly } of namedModules(source)) {
      if (!specifier.startsWith('.')) {
        const name = packageOf(specifier);
        const owners = OWNERS[name];
        if (path.startsWith('src/') && owners !== undefined && !owners.some((owner) => within(path, owner))) {
          say(node, `imports ${name}, which only ${owners.join(' and ')} may`);
        } else if (pure !== undefined && !isTest(path) && !typeOnly && !PURE[pure].some((one) => fits(name, one))) {
          say(
            node,
            `imports ${name}: ${pure} is pure${PURE[pure].length ? ` (it may use ${PURE[pure].join(', ')})` : ''}`,
          );
        } else if (path.startsWith('src/') && !isTest(path) && specifier.startsWith('node:')) {
          say(node, `imports ${specifier}, which no browser has`);
        }
        continue;
      }
      const target = normalize(join(dirname(path), specifier)).replaceAll('\\', '/');
      if (!isTest(path) && !isStory(path) && isTest(target)) {
        say(node, `imports ${target}: nothing but a test may import from tests`);
        continue;
      }
      const targetRoom = roomOf(target);
      // Files outside of all rooms: package.json, a style sheet of a package, a lesson's text.
      if (targetRoom === undefined && !target.startsWith('src/')) continue;
      if (targetRoom === room) continue;
      const allowed = LAW[room].some((entry) => {
        const [, kind, name] = /^(type:)?(.*)$/.exec(entry);
        return name === '*' || (within(target, name) && (kind === undefined || typeOnly));
      });
      if (allowed) continue;
      const debt = debts.find((one) => one.file === path && within(target, one.imports));
      if (debt !== undefined) {
        owed.add(debt);
        continue;
      }
      const asType = LAW[room].some((entry) => entry.startsWith('type:') && within(target, entry.slice(5)));
      say(
        node,
        `imports ${target}: ${room} may ${asType ? 'import only types from there' : `not know ${targetRoom ?? target}`}`,
      );
    }

    if (pure !== undefined && !isTest(path)) {
      for (const { node, what } of impurities(source)) {
        say(
          node,
          `reaches for ${what} by ${node.getText(source).split('\n')[0]}: ${pure} is pure, let it be passed in`,
        );
      }
    }
  }
  for (const debt of debts) {
    if (!owed.has(debt))
      breaches.push(`${debt.file}:1 no longer imports ${debt.imports}: strike the debt off the list`);
  }
  return { breaches, debts: owed.size };
}

/** All TypeScript of the project, by path. */
export function readSources(root) {
  const files = {};
  for (const top of ['src', 'authoring', 'scripts', 'e2e', 'lessons']) {
    let names;
    try {
      names = readdirSync(join(root, top), { recursive: true });
    } catch {
      continue;
    }
    for (const name of names) {
      // Lessons hold learners' programs too; only tests there are ours.
      if (top === 'lessons' ? !/\.test\.ts$/.test(name) : !/\.tsx?$/.test(name)) continue;
      if (name.endsWith('.d.ts') && top === 'src') continue;
      const path = `${top}/${name}`.replaceAll('\\', '/');
      files[path] = readFileSync(join(root, path), 'utf8');
    }
  }
  return files;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const files = readSources(fileURLToPath(new URL('..', import.meta.url)));
  const { breaches, debts } = checkImports(files);
  for (const breach of breaches) console.log(breach);
  console.log(`${Object.keys(files).length} files, ${breaches.length} breaches of the import law, ${debts} debts.`);
  process.exitCode = breaches.length === 0 ? 0 : 1;
}
