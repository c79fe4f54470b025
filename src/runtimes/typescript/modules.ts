/** Which of the program's files a module needs, compiled, each after those that it imports. */
import { compile, LIBRARY, SourceError, type CompileOptions } from './compile';

/** A module whose imports are known to exist. */
export interface LinkedModule {
  readonly path: string;
  readonly code: string;
  /** In the order in which they stand in `code`. */
  readonly imports: readonly LinkedImport[];
}

interface LinkedImport {
  /** Another module's, or `LIBRARY`. */
  readonly path: string;
  /** Where its quoted specifier stands in the code. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export class ModuleGraph {
  readonly #compiled = new Map<string, LinkedModule>();

  constructor(
    private readonly sources: ReadonlyMap<string, string>,
    private readonly options: CompileOptions,
  ) {}

  /** `entry` and all that it imports, dependencies first. Throws a `SourceError`. */
  closure(entry: string): readonly LinkedModule[] {
    const order: LinkedModule[] = [];
    const done = new Set<string>();
    const path: string[] = [];
    const visit = (file: string, line: number): void => {
      if (done.has(file)) return;
      if (path.includes(file)) {
        const circle = [...path.slice(path.indexOf(file)), file].join(' -> ');
        throw new SourceError(`These modules import one another in a circle: ${circle}.`, path.at(-1) ?? file, line, 1);
      }
      path.push(file);
      const module = this.#module(file);
      for (const one of module.imports) if (one.path !== LIBRARY) visit(one.path, one.line);
      path.pop();
      done.add(file);
      order.push(module);
    };
    visit(entry, 1);
    return order;
  }

  /** The file that `specifier` means in the module `from`; null when there is none. */
  resolve(specifier: string, from: string): string | null {
    if (specifier === LIBRARY) return LIBRARY;
    if (!/^\.{0,2}\//.test(specifier)) return null;
    const steps = specifier.startsWith('/') ? [] : from.split('/').slice(0, -1);
    for (const step of specifier.split('/')) {
      if (step === '..') {
        if (steps.pop() === undefined) return null;
      } else if (step !== '.' && step !== '') steps.push(step);
    }
    const path = steps.join('/');
    // TypeScript lets a module be named by what it will be compiled to.
    const candidates = [path, path.replace(/\.([cm]?)jsx?$/, '.$1ts'), `${path}.ts`, `${path}.js`, `${path}/index.ts`];
    return candidates.find((candidate) => this.sources.has(candidate)) ?? null;
  }

  #module(path: string): LinkedModule {
    const known = this.#compiled.get(path);
    if (known !== undefined) return known;
    const source = this.sources.get(path);
    if (source === undefined) throw new SourceError(`There is no file ${path}.`, path, 1, 1);
    const { code, imports } = compile(path, source, this.options);
    const linked = {
      path,
      code,
      imports: imports.map(({ specifier, start, end, line }) => {
        const target = this.resolve(specifier, path);
        if (target === null) throw new SourceError(this.#missing(specifier), path, line, 1);
        return { path: target, start, end, line };
      }),
    };
    this.#compiled.set(path, linked);
    return linked;
  }

  #missing(specifier: string): string {
    if (/^\.{0,2}\//.test(specifier)) {
      return `Cannot find the module '${specifier}'. The program's files are: ${[...this.sources.keys()].sort().join(', ')}.`;
    }
    return `Cannot find the package '${specifier}': a program here may import its own files and '${LIBRARY}'.`;
  }
}
