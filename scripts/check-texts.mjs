/**
 * Everything that the interface says comes out of the dictionary (`src/texts`), or it could be said in one language only. This finds what
 * does not: in JSX its text and the attributes that are shown or read out; in all code of the rooms that speak, string and template
 * literals that look like words for a reader. `npm run test:texts` (`node scripts/check-texts.mjs PATH...` for some files only).
 *
 * It errs on the side of asking: what is no text for a reader is told apart by where it stands (`QUIET`), or stands in `ALLOWED`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Rooms that speak to learners. */
const ROOMS = [
  'src/views',
  'src/app',
  'src/session',
  'src/trace',
  'src/measure',
  'src/guide',
  'src/protocol/recording.ts',
  'src/protocol/shared-program.ts',
];

/** Never shown to learners, each with its reason. */
const APART = [
  /\.test\.tsx?$|\.stories\.tsx?$|\/testing\/|\.d\.ts$/, // tests and made-up runs
  /^src\/app\/(?:gallery|cloth-bench|command|author-panel)\b/, // pages of ours, and of authors
  /^src\/views\/author\//, // the authors' tool speaks English, as its manual does
  /^src\/session\/claims-board\.ts$/, // what the authors' tool shows
  /^src\/trace\/(?:builder|merger|codec|column-trace|writer)\.ts$/, // what they refuse is a mistake of a runtime, told to its authors
  /^src\/session\/embed\.ts$|^src\/session\/embed-link\.ts$|^src\/views\/embed\/accent\.ts$/, // told to whoever writes the page that embeds a frame
  /^src\/trace\/samples\.ts$|^src\/trace\/chrome-trace\.ts$/, // programs to record; a file format of another tool
];

/** Attributes that are shown or read out. */
const SHOWN =
  /^(?:aria-(?:label|description|roledescription|valuetext|placeholder)|alt|title|placeholder|label|summary|heading|caption|hint|name|what|words|sentence|trigger|text|legend|note|empty|description|unit|tip|subtitle)$/;

/** Properties of objects whose values are shown, also when they are one word. */
const SHOWN_PROPERTY =
  /^(?:label|hint|title|heading|caption|words|sentence|summary|description|tip|note|legend|short|long)$/;

/** Calls whose arguments are for us: errors that mean a mistake of ours, names of what keeps the page busy, logs. */
const QUIET =
  /^(?:new (?:Error|TypeError|RangeError|DOMException|Worker|Set|RegExp|URL|Blob|File)|console\.\w+|assert\w*|(?:\w+\.)*(?:busy\.)?(?:begin|during|inTurn|queue)|onBusy|(?:\w+\.)*onLoading\??\.?|(?:\w+\.)*(?:querySelector(?:All)?|closest|matches|matchMedia|getAttribute|setAttribute|createElement(?:NS)?|addEventListener|removeEventListener|postMessage|includes|startsWith|endsWith|indexOf|split|replaceAll|getItem|setItem|removeItem|has|section)|section|import|deferred)$/;

/** Names and signs that are the same in every language. */
const ALLOWED = new Set([
  'Interleave', 'Python', 'CPython', 'TypeScript', 'JavaScript', 'NumPy', 'GIL', 'Pyodide', 'Ctrl', 'Esc', 'Tab', 'Shift', 'PNG', 'SVG', 'CSV', 'JSON',
  // The first line of an empty program: code.
  '// Your own program. Ctrl+Enter runs it.',
  // A worker's name, for those who look at it with the browser's tools.
  'trace file',
  // Begins a name that a runtime gives to a resource.
  'the end of',
  // The mark of a trace that another tool recorded: a name within files, never shown.
  'calls that another tool recorded',
  // What a frame of ours may do in a page of somebody's: the value of an attribute.
  'cross-origin-isolated; clipboard-write; fullscreen',
  'Chrome', 'Chromium', 'Firefox', 'Safari', 'Edge',
]); // prettier-ignore

const isWordy = (text) => /\p{L}{2,}/u.test(text);
/** More than one word, as a sentence has, and no code, path, address, class list, style or selector. */
const looksSaid = (text) =>
  /\p{L}{2,}[,;:.!?…]?\s+[\p{L}\d“(]/u.test(text) &&
  !/[{}<>=]|^\((?:prefers|forced)-|\bsans-serif\b|::|--|^\s*[.#[]|\\|;\s*$|^[a-z-]+\([^)]*\)$|^\d|\bvar\(|\b\d+(?:px|rem|em|fr)\b|^[a-z]+(?:-[a-z]+)+(?: |$)/u.test(
    text,
  ) &&
  !/^(?:use strict|[MLHVCSQTAZmlhvcsqtaz]\s*-?\d)/.test(text);

const nameOf = (node) =>
  node && (ts.isIdentifier(node) || ts.isStringLiteral(node) || ts.isJsxNamespacedName?.(node))
    ? (node.text ?? node.getText())
    : node?.getText?.();

function calledAs(node) {
  if (ts.isNewExpression(node)) return `new ${node.expression.getText()}`;
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return 'import';
  return node.expression.getText().replaceAll('?.', '.').replace(/\s+/g, '');
}

const textOf = (node) =>
  ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('·')
    : node.text;

/** What a literal is to a reader: 'said' for sure, 'maybe' (then its look decides), or 'quiet'. */
function standing(node) {
  let child = node;
  for (let parent = node.parent; parent !== undefined; child = parent, parent = parent.parent) {
    if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent))
      return 'quiet';
    if (ts.isTaggedTemplateExpression(parent)) return 'quiet';
    if (ts.isElementAccessExpression(parent) && parent.argumentExpression === child) return 'quiet';
    if (ts.isCaseClause(parent) && parent.expression === child) return 'quiet';
    if (ts.isPropertyAssignment(parent)) {
      if (parent.name === child) return 'quiet';
      const name = nameOf(parent.name) ?? '';
      if (/^(?:className|style|id|key|kind|type|line|d|transform|font|path|href|code|typescript)$/.test(name))
        return 'quiet';
      return SHOWN_PROPERTY.test(name) ? 'said' : 'maybe';
    }
    if (ts.isBinaryExpression(parent)) {
      const { kind } = parent.operatorToken;
      if (
        [
          ts.SyntaxKind.EqualsEqualsEqualsToken,
          ts.SyntaxKind.ExclamationEqualsEqualsToken,
          ts.SyntaxKind.InKeyword,
          ts.SyntaxKind.EqualsEqualsToken,
        ].includes(kind)
      )
        return 'quiet';
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken && parent.left === child) return 'quiet';
    }
    if (ts.isConditionalExpression(parent) && parent.condition === child) return 'quiet';
    if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== child)
      return QUIET.test(calledAs(parent)) ? 'quiet' : 'maybe';
    if (ts.isThrowStatement(parent)) return 'quiet';
    if (ts.isJsxAttribute(parent)) return SHOWN.test(nameOf(parent.name)) ? 'said' : 'quiet';
    if (ts.isJsxExpression(parent) && (ts.isJsxElement(parent.parent) || ts.isJsxFragment(parent.parent)))
      return 'said';
    if (ts.isFunctionLike(parent) || ts.isVariableDeclaration(parent) || ts.isStatement(parent)) return 'maybe';
  }
  return 'maybe';
}

/** `<code>x</code>`: the same in every language. */
const isCode = (node) => ts.isJsxElement(node) && /^(?:code|kbd|samp)$/.test(node.openingElement.tagName.getText());

export function findTexts(path, content) {
  const source = ts.createSourceFile(
    path,
    content,
    ts.ScriptTarget.Latest,
    true,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const found = [];
  const report = (node, text) => {
    const shown = text.replaceAll(/\s+/g, ' ').trim();
    if (ALLOWED.has(shown) || /^\.\w+$/.test(shown)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push({ path, line: line + 1, text: shown });
  };
  const visit = (node) => {
    if (ts.isJsxText(node)) {
      if (isWordy(node.text) && !isCode(node.parent)) report(node, node.text);
    } else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = textOf(node);
      const kind = standing(node);
      if (kind === 'said' ? isWordy(text.replaceAll(/&\w+;/g, '')) : kind === 'maybe' && looksSaid(text))
        report(node, text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function* filesUnder(root, path) {
  if (/\.\w+$/.test(path)) {
    yield path;
    return;
  }
  for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
    const inside = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(root, inside);
    else if (/\.tsx?$/.test(entry.name)) yield inside;
  }
}

function main(asked) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
  const rooms = asked.length > 0 ? asked : ROOMS;
  const paths = rooms
    .flatMap((room) => [...filesUnder(root, room)])
    .filter((path) => !APART.some((apart) => apart.test(path)));
  const found = paths.flatMap((path) => findTexts(path, readFileSync(join(root, path), 'utf8')));
  for (const { path, line, text } of found) console.log(`${path}:${line}: outside of the dictionary: ${text}`);
  console.log(`${paths.length} files, ${found.length} texts outside of the dictionary.`);
  process.exitCode = found.length > 0 ? 1 : 0;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  main(process.argv.slice(2));
