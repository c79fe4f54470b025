/**
 * From a learner's TypeScript to the JavaScript that runs: types are taken away (sucrase), and calls are put in at the places
 * where an event loop can go from one piece of work to another, so that the run can tell what it did. Nothing else is changed,
 * and no line moves: line 12 of an error is line 12 of the learner's file.
 *
 * What is put in (`I` is the module's {@link Instruments}):
 *
 *     async function f(a) { BODY }   async function f(a) {const t=I.enter("f",1);try{ BODY }catch(e){I.raised(t,e);throw e}finally{I.exit(t)}}
 *     await g(x)                     await I.suspend(t,g(x),1,"g")
 *     for await (const x of X)       for await (const x of I.each(t,X,1))
 *     lock.acquire()                 I.at(lock,1).acquire()
 *     setTimeout(f, ms)              setTimeout(f, I.at(ms,1))
 *     const m = new Mutex()          const m = I.name(new Mutex(),"m")
 *     while (X) { BODY }             while (X) {I.pass(); BODY }        (only where a loop without end would stop the page;
 *                                                                        functions too, which can call themselves for ever)
 *
 * `suspend` answers with what it was given, so an `await` takes exactly as many turns of the microtask queue as it does without.
 * `at` notes the line of the call that comes next: it stands around what is evaluated last before the call.
 */
import { parse, type AnyNode, type Program } from 'acorn';
import MagicString from 'magic-string';
import { transform } from 'sucrase';

/** The specifier of the lesson library. */
export const LIBRARY = 'interleave';

/** What compiled modules call; `globalThis[KEY].module(file)` gives it. */
export const KEY = '__interleave';

export interface CompileOptions {
  /** False leaves everything out that is there for the trace. */
  readonly traced: boolean;
  /** Lets every loop and every function look whether it is to stop. */
  readonly guarded: boolean;
}

/** A place in the code at which another module's address is to be put. */
export interface ImportSite {
  /** As the learner wrote it, without quotes. */
  readonly specifier: string;
  /** Where the quoted specifier stands in `code`. */
  readonly start: number;
  readonly end: number;
  /** In the source, from 1. */
  readonly line: number;
}

export interface CompiledModule {
  readonly path: string;
  readonly code: string;
  readonly imports: readonly ImportSite[];
}

/** The program cannot be run as it is written. */
export class SourceError extends Error {
  override readonly name = 'SyntaxError';
  constructor(
    message: string,
    readonly file: string,
    /** From 1. */
    readonly line: number,
    /** From 1. */
    readonly column: number,
  ) {
    super(message);
  }
}

/** Throws a {@link SourceError}. */
export function compile(path: string, source: string, options: CompileOptions): CompiledModule {
  const script = /\.[cm]?tsx?$/.test(path) ? withoutTypes(path, source) : source;
  const program = parseScript(path, script);
  return new Instrumenter(path, script, program, options).run();
}

function withoutTypes(path: string, source: string): string {
  try {
    return transform(source, { transforms: ['typescript'], disableESTransforms: true, filePath: path }).code;
  } catch (error) {
    throw sourceError(path, error);
  }
}

function parseScript(path: string, script: string): Program {
  try {
    return parse(script, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    throw sourceError(path, error);
  }
}

/** Both parsers say where in `loc`, and repeat it at the end of their sentence. */
function sourceError(path: string, error: unknown): SourceError {
  if (!(error instanceof Error)) throw error;
  if (error instanceof RangeError) return new SourceError('The program is nested too deeply to be read.', path, 1, 1);
  const { loc } = error as { loc?: { line: number; column: number } };
  const message = error.message
    .replace(/^Error transforming .*?: (?:sucrase: )?/s, '')
    .replace(/ ?\(\d+:\d+\)$/, '')
    .trim();
  // acorn counts columns from 0, sucrase from 1.
  const column = loc === undefined ? 1 : 'pos' in error && 'raisedAt' in error ? loc.column + 1 : loc.column;
  return new SourceError(message, path, Math.max(1, loc?.line ?? 1), Math.max(1, column));
}

type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** Calls whose line the trace wants to know, because they queue work, wait or wake. */
const NOTED_FUNCTIONS = new Set([
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'requestAnimationFrame',
  'fetch',
  'sleep',
  'pool',
]);
const NOTED_METHODS = new Set([
  ...['lock', 'tryLock', 'unlock', 'runExclusive', 'acquire', 'tryAcquire', 'release', 'send', 'receive'],
  ...['lockAsync', 'acquireAsync', 'sendAsync', 'receiveAsync'],
  ...['submit', 'map', 'close', 'wait', 'waitAsync', 'notify', 'postMessage'],
]);
/** Classes of the library whose objects are shown under the name that they are first bound to. */
const NAMED_CLASSES = new Set(['Mutex', 'Semaphore', 'Channel']);

/** Where an `await` stands: in the module itself, in an async function, or where it is left alone (async generators). */
type Scope = 'module' | 'async' | 'plain';

class Instrumenter {
  readonly #text: MagicString;
  readonly #instruments: string;
  readonly #task: string;
  readonly #imports: { specifier: string; node: { start: number; end: number }; line: number }[] = [];
  #awaitsInModule = false;

  constructor(
    private readonly path: string,
    private readonly source: string,
    private readonly program: Program,
    private readonly options: CompileOptions,
  ) {
    this.#text = new MagicString(source);
    // Names that the learner has not used.
    let suffix = '';
    while (source.includes(`${KEY}_i${suffix}`) || source.includes(`${KEY}_t${suffix}`)) suffix += '_';
    this.#instruments = `${KEY}_i${suffix}`;
    this.#task = `${KEY}_t${suffix}`;
  }

  run(): CompiledModule {
    this.#visit(this.program, 'module', this.program);
    const I = this.#instruments;
    let before = `const ${I}=globalThis[${JSON.stringify(KEY)}].module(${JSON.stringify(this.path)});`;
    if (this.#awaitsInModule) before += `const ${this.#task}=${I}.enterModule();`;
    // Imports are hoisted, wherever they stand.
    this.#text.prepend(before);
    if (this.#awaitsInModule) this.#text.append(`\n;${I}.exit(${this.#task});`);
    return this.#finish();
  }

  /** The code in pieces, so that the places of the specifiers in it are known. */
  #finish(): CompiledModule {
    const marks = this.#imports.map((_, index) => `"${KEY}:import:${index}:${this.path.length}"`);
    this.#imports.forEach(({ node }, index) => this.#text.update(node.start, node.end, marks[index] as string));
    const code = this.#text.toString();
    const imports: ImportSite[] = [];
    let from = 0;
    for (const [index, { specifier, line }] of this.#imports.entries()) {
      const mark = marks[index] as string;
      const start = code.indexOf(mark, from);
      from = start + mark.length;
      imports.push({ specifier, start, end: from, line });
    }
    return { path: this.path, code, imports };
  }

  #visit(node: AnyNode, scope: Scope, parent: AnyNode): void {
    const inner = this.#scopeWithin(node, scope);
    for (const child of childrenOf(node)) this.#visit(child, inner, node);
    // After the children, so that what is put around the outer comes around the inner.
    this.#change(node, scope, parent);
  }

  #scopeWithin(node: AnyNode, scope: Scope): Scope {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return node.async && !node.generator ? 'async' : 'plain';
      case 'StaticBlock':
        return 'plain';
      default:
        return scope;
    }
  }

  #change(node: AnyNode, scope: Scope, parent: AnyNode): void {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        if (node.source != null) this.#import(node.source);
        return;
      case 'ImportExpression':
        return this.#dynamicImport(node.source);
      case 'ForStatement':
      case 'ForInStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#guard(node.body);
      case 'ForOfStatement':
        this.#guard(node.body);
        if (node.await) this.#await(node.right, 'each', scope);
        // A channel, perhaps, whose every step may wait.
        else if (node.right.type === 'Identifier') this.#noteLine(node.right);
        return;
      case 'AwaitExpression':
        return this.#await(node.argument, 'suspend', scope);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#guard(node.body);
        if (node.async && !node.generator) this.#enter(node, parent);
        return;
      case 'CallExpression':
        return this.#note(node);
      case 'NewExpression':
        return this.#name(node, parent);
      default:
        return;
    }
  }

  #import(source: { value?: unknown; start: number; end: number; loc?: unknown }): void {
    if (typeof source.value !== 'string') return;
    this.#imports.push({ specifier: source.value, node: source, line: lineOf(source) });
  }

  #dynamicImport(source: AnyNode): void {
    if (source.type === 'Literal' && typeof source.value === 'string') return this.#import(source);
    this.#wrap(source, `${this.#instruments}.resolve(`, `)`);
  }

  #await(operand: AnyNode, how: 'suspend' | 'each', scope: Scope): void {
    if (!this.options.traced || scope === 'plain') return;
    if (scope === 'module') this.#awaitsInModule = true;
    const via = how === 'suspend' ? `,${JSON.stringify(viaOf(operand))}` : '';
    this.#wrap(operand, `${this.#instruments}.${how}(${this.#task},(`, `),${lineOf(operand)}${via})`);
  }

  #enter(node: FunctionNode, parent: AnyNode): void {
    if (!this.options.traced) return;
    const I = this.#instruments;
    const t = this.#task;
    const before = `const ${t}=${I}.enter(${JSON.stringify(nameOf(node, parent))},${lineOf(node)});try{`;
    const after = `}catch(${t}e){${I}.raised(${t},${t}e);throw ${t}e}finally{${I}.exit(${t})}`;
    if (node.body.type === 'BlockStatement') {
      this.#text.appendLeft(node.body.start + 1, before);
      this.#text.prependRight(node.body.end - 1, after);
    } else {
      // Parentheses around the body are outside its own range.
      const arrow = this.source.lastIndexOf('=>', node.body.start) + 2;
      this.#text.appendLeft(arrow, `{${before}return (`);
      this.#text.appendLeft(node.end, `)${after}}`);
    }
  }

  #note(node: Extract<AnyNode, { type: 'CallExpression' }>): void {
    if (!this.options.traced || node.optional) return;
    const { callee } = node;
    const noted =
      callee.type === 'Identifier'
        ? NOTED_FUNCTIONS.has(callee.name)
        : callee.type === 'MemberExpression' &&
          !callee.optional &&
          callee.property.type === 'Identifier' &&
          callee.object.type !== 'Super' &&
          NOTED_METHODS.has(callee.property.name);
    if (!noted) return;
    // Where a chain of calls stands on several lines, the method's name is on the one that counts.
    const line = lineOf(callee.type === 'MemberExpression' ? callee.property : node);
    const before = `${this.#instruments}.at((`;
    const after = `),${line})`;
    const last = node.arguments.at(-1);
    if (last?.type === 'SpreadElement') this.#wrap(last.argument, before, after);
    else if (last !== undefined) this.#wrap(last, before, after);
    else if (callee.type === 'MemberExpression') this.#wrap(callee.object, before, after);
    else this.#text.appendLeft(node.end - 1, `${this.#instruments}.at(undefined,${line})`);
  }

  /** `at` around what is evaluated last before the work begins. */
  #noteLine(node: AnyNode): void {
    if (this.options.traced) this.#wrap(node, `${this.#instruments}.at((`, `),${lineOf(node)})`);
  }

  #name(node: Extract<AnyNode, { type: 'NewExpression' }>, parent: AnyNode): void {
    if (!this.options.traced || node.callee.type !== 'Identifier' || !NAMED_CLASSES.has(node.callee.name)) return;
    const name = boundName(node, parent);
    if (name !== null) this.#wrap(node, `${this.#instruments}.name(`, `,${JSON.stringify(name)})`);
  }

  #guard(body: AnyNode): void {
    if (!this.options.guarded) return;
    const pass = `${this.#instruments}.pass()`;
    if (body.type === 'BlockStatement') this.#text.appendLeft(body.start + 1, `${pass};`);
    else if (body.type.endsWith('Statement')) this.#wrap(body, `{${pass};`, '}');
    else this.#wrap(body, `(${pass},`, ')');
  }

  #wrap(node: { start: number; end: number }, before: string, after: string): void {
    this.#text.prependRight(node.start, before);
    this.#text.appendLeft(node.end, after);
  }
}

function* childrenOf(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) if (isNode(item)) yield item;
    } else if (isNode(value)) {
      yield value;
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function lineOf(node: { loc?: unknown }): number {
  return (node.loc as { start: { line: number } } | undefined)?.start.line ?? 1;
}

/** What is awaited, in as few words as say it: `fetch`, `Promise.all`, `new Promise`, `results`. */
function viaOf(operand: AnyNode): string {
  switch (operand.type) {
    case 'CallExpression':
      return operand.callee.type === 'Super' ? 'super' : (targetName(operand.callee) ?? 'await');
    case 'NewExpression':
      return `new ${targetName(operand.callee) ?? '...'}`;
    default:
      return targetName(operand) ?? 'await';
  }
}

/** What a stack trace would call it. */
function nameOf(node: FunctionNode, parent: AnyNode): string {
  if (node.id != null) return node.id.name;
  return boundName(node, parent) ?? 'async function';
}

/** The name that a value is bound to where it is made. */
function boundName(node: AnyNode, parent: AnyNode): string | null {
  switch (parent.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : null;
    case 'AssignmentExpression':
      return parent.right === node ? targetName(parent.left) : null;
    case 'Property':
    case 'MethodDefinition':
      return keyName(parent.key);
    case 'PropertyDefinition': {
      const key = keyName(parent.key);
      return key === null ? null : `this.${key}`;
    }
    default:
      return null;
  }
}

function targetName(node: AnyNode): string | null {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'ThisExpression') return 'this';
  if (node.type !== 'MemberExpression' || node.property.type !== 'Identifier' || node.computed) return null;
  const owner = targetName(node.object);
  return owner === null ? null : `${owner}.${node.property.name}`;
}

function keyName(key: AnyNode): string | null {
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : null;
}
