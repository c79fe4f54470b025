/**
 * From the Markdown of a lesson to steps of blocks. What a browser will show is built here from a list of allowed nodes, so
 * there is nothing to clean up afterwards: HTML in the Markdown is refused with its line, links go to the web or to lessons.
 *
 * Directives are read forgivingly: in a prediction or a quiz, whatever stands before the list of choices is the question and
 * whatever stands after it is the explanation, with or without a `---` or a `:::because` around it.
 */
import type { Element, ElementContent } from 'hast';
import type { Heading, ListItem, Node, Nodes, Root, RootContent } from 'mdast';
import rehypeStringify from 'rehype-stringify';
import remarkDirective from 'remark-directive';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import type { Highlighter } from 'shiki';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import type { TermLinker } from './glossary';
import { CODE_LANGUAGES, colour, type CodeLanguage } from './highlight';
import { LIVE_FIGURES, type Block, type Choice, type LiveFigure, type Note, type Step } from './lesson';
import { listOf, type Problem } from './problem';
import { loadFigure } from './svg';

type ContainerDirective = Extract<Nodes, { type: 'containerDirective' }>;
type LeafDirective = Extract<Nodes, { type: 'leafDirective' }>;
type TextDirective = Extract<Nodes, { type: 'textDirective' }>;

export interface Context {
  readonly lessonId: string;
  /** Every file of the folder by its path. */
  readonly files: ReadonlyMap<string, string>;
  readonly programIds: readonly string[];
  /** Null while the front matter is broken. */
  readonly raceIds: readonly string[] | null;
  /** Null while the front matter is broken. */
  readonly exerciseIds: readonly string[] | null;
  /** All lessons, to check links between them; null when they are not known. */
  readonly lessonIds: readonly string[] | null;
  /** The language of code in running text. */
  readonly language: CodeLanguage;
  readonly highlighter: Highlighter;
  /** The file that is read; `lesson.md` unless told otherwise. */
  readonly file?: string;
  /** Its steps say by an id which they are, as those of a translation do: `## Title {#id}`. */
  readonly named?: true;
  /** Makes links of the first uses of the glossary's terms in running text. */
  readonly linker?: TermLinker;
}

export interface ParsedMarkdown {
  readonly steps: readonly Step[];
  /** For whoever presents the lesson. */
  readonly notes: readonly Note[];
  readonly problems: readonly Problem[];
  /** All that a reader can read, as plain text with single spaces. */
  readonly text: string;
}

/** `threads.py` in a sentence is a name, not an attribute of `threads`. */
const FILE_NAME = /^[\w./-]+\.(?:py|ts|json|txt|csv|svg|md)$/;

/** Each directive with the attributes that it takes; those with `!` must be there. */
const DIRECTIVES: Readonly<
  Record<string, { readonly shape: 'container' | 'leaf'; readonly attributes: readonly string[] }>
> = {
  predict: { shape: 'container', attributes: ['id!', 'program'] },
  quiz: { shape: 'container', attributes: ['id!'] },
  because: { shape: 'container', attributes: [] },
  figure: { shape: 'leaf', attributes: ['src!', 'alt!', 'caption'] },
  open: { shape: 'leaf', attributes: ['program!', 'label'] },
  race: { shape: 'leaf', attributes: ['id!'] },
  exercise: { shape: 'container', attributes: ['id!'] },
  card: { shape: 'container', attributes: ['id!'] },
  live: { shape: 'leaf', attributes: ['figure!', 'alt!', 'caption'] },
  notes: { shape: 'container', attributes: [] },
};

export function parseMarkdown(source: string): Root {
  return unified().use(remarkParse).use(remarkFrontmatter, ['yaml']).use(remarkGfm).use(remarkDirective).parse(source);
}

export function readMarkdown(tree: Root, source: string, context: Context): ParsedMarkdown {
  return new Reader(source, context).read(tree);
}

/** Lower-case letters and digits joined by dashes; never empty. */
export function slug(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return words.slice(0, 48).replace(/-+$/, '') || 'x';
}

/** The readable text below a node, blocks parted by spaces. */
export function plainText(node: Node): string {
  const parts: string[] = [];
  visit(node as Nodes, (child) => {
    if (child.type === 'text' || child.type === 'inlineCode' || child.type === 'code') parts.push(child.value);
    else if (child.type === 'leafDirective') parts.push(` ${child.attributes?.['caption'] ?? ''} `);
    else if (child.type === 'textDirective') parts.push(`:${child.name}`);
    else if (!INLINE.has(child.type)) parts.push(' ');
  });
  return squeeze(parts.join(''));
}

export const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A node of either tree: Markdown's or HTML's. */
interface Placed {
  readonly position?: Node['position'];
}

const INLINE = new Set(['emphasis', 'strong', 'delete', 'link']);

class Reader {
  readonly #problems: Problem[] = [];
  readonly #ids = new Map<string, number>();
  readonly #races = new Set<string>();
  readonly #exercises = new Set<string>();
  #figures = 0;

  constructor(
    readonly source: string,
    readonly context: Context,
  ) {}

  read(tree: Root): ParsedMarkdown {
    this.#restoreTextDirectives(tree);
    this.#refuseForeign(tree);
    const steps: { id: string; title: string; blocks: Block[] }[] = [];
    const notes: Note[] = [];
    let prose: RootContent[] = [];
    const flush = () => {
      const step = steps.at(-1);
      if (prose.length > 0 && step !== undefined)
        step.blocks.push({ kind: 'prose', html: this.#html(prose, this.context.linker) });
      prose = [];
    };
    let untitled = false;
    let afterBecause = false;
    for (const node of tree.children) {
      const strayFence = afterBecause && node.type === 'paragraph' && /^:{3,}$/.test(plainText(node));
      afterBecause = false;
      if (node.type === 'yaml' || strayFence) continue;
      if (node.type === 'heading' && node.depth === 2) {
        flush();
        steps.push({ ...this.#step(node), blocks: [] });
        continue;
      }
      if (steps.length === 0) {
        if (!untitled) this.#problem(node, 'text before the first step: begin with a heading, `## Some title`');
        untitled = true;
        continue;
      }
      if (node.type === 'containerDirective' || node.type === 'leafDirective') {
        flush();
        const step = steps.at(-1);
        if (node.name === 'notes') {
          const html = this.#notes(node);
          if (html !== null && step !== undefined) notes.push({ step: step.id, after: step.blocks.length, html });
        } else {
          const block = this.#block(node);
          if (block !== null) step?.blocks.push(block);
        }
        afterBecause = 'children' in node && node.children.some((c) => c.type === 'containerDirective');
        continue;
      }
      prose.push(node);
    }
    flush();
    if (steps.length === 0 && !untitled)
      this.#problem(tree, 'the lesson has no text: begin with a heading, `## Some title`');
    for (const id of this.context.exerciseIds ?? [])
      if (!this.#exercises.has(id))
        this.#problemAt(1, `the exercise "${id}" stands nowhere in the text: write :::exercise{#${id}}`);
    for (const step of steps) if (step.blocks.length === 0) this.#problemAt(1, `the step "${step.title}" is empty`);
    // Notes are said, not read: no claim can rest on them.
    const readable: Root = {
      ...tree,
      children: tree.children.filter((node) => node.type !== 'containerDirective' || node.name !== 'notes'),
    };
    return { steps, notes, problems: this.#problems, text: plainText(readable) };
  }

  #problem(node: Placed, message: string): void {
    this.#problemAt(node.position?.start.line ?? 1, message);
  }

  #problemAt(line: number, message: string): void {
    this.#problems.push({ file: this.context.file ?? 'lesson.md', line, message });
  }

  /** `at 10:30` and `a:b` are prose, not directives: they get back the text that they were written with. */
  #restoreTextDirectives(tree: Root): void {
    visit(tree, 'textDirective', (node: TextDirective, index, parent) => {
      const start = node.position?.start.offset;
      const end = node.position?.end.offset;
      if (parent === undefined || index === undefined || start === undefined || end === undefined) return;
      const text = { type: 'text', value: this.source.slice(start, end), position: node.position } as const;
      parent.children.splice(index, 1, text as RootContent as never);
    });
  }

  #refuseForeign(tree: Root): void {
    visit(tree, (node, index, parent) => {
      switch (node.type) {
        case 'html':
          if (/^<!--[^]*?-->\s*$/.test(node.value)) {
            if (parent !== undefined && index !== undefined) {
              parent.children.splice(index, 1);
              return index;
            }
          } else
            this.#problem(
              node,
              `HTML is not allowed in a lesson (${node.value.slice(0, 40)}); write Markdown, or &lt; for a plain <`,
            );
          break;
        case 'heading':
          if (node.depth === 1)
            this.#problem(
              node,
              'a heading with one # is not allowed: the title stands in the front matter; steps begin with ##',
            );
          break;
        case 'image':
        case 'imageReference':
          this.#problem(
            node,
            'images are not allowed in running text: use ::figure{src=name.svg alt="..."} with an SVG of the folder',
          );
          break;
        case 'definition':
        case 'linkReference':
          this.#problem(node, 'links are written in place: [words](address)');
          break;
        case 'footnoteDefinition':
        case 'footnoteReference':
          this.#problem(node, 'footnotes are not allowed: say it in the text');
          break;
        case 'paragraph': {
          if (
            /^:{2,}\s*(?:[\w{].*)?$/.test(plainText(node)) &&
            !(parent?.type === 'root' && /^:{3,}$/.test(plainText(node)))
          )
            this.#problem(
              node,
              `this looks like a directive but is none: write ${listOf(Object.keys(DIRECTIVES).map(usage))}`,
            );
          break;
        }
        default:
      }
      return undefined;
    });
  }

  #block(node: ContainerDirective | LeafDirective): Block | null {
    const attributes = this.#attributes(node);
    if (attributes === null) return null;
    switch (node.name) {
      case 'figure':
        return this.#figure(node, attributes);
      case 'open': {
        const program = attributes['program'] ?? '';
        this.#knowProgram(node, program);
        return { kind: 'program', program, label: attributes['label'] ?? `Open ${program}` };
      }
      case 'race':
        return this.#race(node, attributes['id'] ?? '');
      case 'live':
        return this.#live(node, attributes);
      case 'exercise':
        return this.#exercise(node as ContainerDirective, attributes['id'] ?? '');
      case 'card': {
        const id = attributes['id'] ?? '';
        const parts = this.#parted(node as ContainerDirective, `card {#${id}}`, id);
        if (parts === null) return null;
        const [question, answer] = parts;
        if (question === '' || answer === '') {
          this.#problem(node, `card {#${id}} needs a question, a line ---, and the answer`);
          return null;
        }
        return { kind: 'card', id, question, answer };
      }
      case 'predict':
      case 'quiz': {
        const asked = this.#asked(node as ContainerDirective, attributes['id'] ?? '');
        if (asked === null) return null;
        if (node.name === 'quiz') return { kind: 'quiz', ...asked };
        const program = attributes['program'] ?? null;
        if (program !== null) this.#knowProgram(node, program);
        return { kind: 'predict', ...asked, program };
      }
      default:
        this.#problem(node, ':::because stands inside a :::predict, a :::quiz, an :::exercise or a :::card');
        return null;
    }
  }

  /** Anything that prose may hold; nothing that asks or runs. */
  #notes(node: ContainerDirective | LeafDirective): string | null {
    if (this.#attributes(node) === null || node.type !== 'containerDirective') return null;
    const children = node.children as RootContent[];
    const before = this.#problems.length;
    for (const child of children) {
      if (child.type === 'heading')
        this.#problem(child, 'a heading inside notes: they belong to the step that they stand in');
      else if (child.type === 'containerDirective' || child.type === 'leafDirective')
        this.#problem(child, `"${child.name}" cannot stand inside notes`);
    }
    if (children.length === 0) this.#problem(node, 'notes are empty: write what is to be said, or take them out');
    return this.#problems.length > before ? null : this.#html(children);
  }

  #attributes(node: ContainerDirective | LeafDirective): Readonly<Record<string, string>> | null {
    const rule = DIRECTIVES[node.name];
    if (rule === undefined || !Object.hasOwn(DIRECTIVES, node.name)) {
      this.#problem(node, `there is no directive "${node.name}"; write ${listOf(Object.keys(DIRECTIVES).map(usage))}`);
      return null;
    }
    const before = this.#problems.length;
    const isLeaf = node.type === 'leafDirective';
    if (isLeaf !== (rule.shape === 'leaf'))
      this.#problem(
        node,
        `${node.name} is written ${usage(node.name)}${isLeaf ? ' ... ::: (three colons, and a line ::: at its end)' : ' (two colons, on one line)'}`,
      );
    const given: Record<string, string> = {};
    const names = rule.attributes.map((name) => name.replace('!', ''));
    for (const [name, value] of Object.entries(node.attributes ?? {})) {
      if (!names.includes(name))
        this.#problem(
          node,
          `${node.name} has no attribute "${name}"; ${names.length === 0 ? 'it takes none' : `allowed are ${listOf(names, 'and')}`}`,
        );
      else given[name] = value ?? '';
    }
    for (const name of rule.attributes) {
      const key = name.replace('!', '');
      if (name.endsWith('!') && (given[key] ?? '').trim() === '')
        this.#problem(
          node,
          `${node.name} needs ${key === 'id' ? 'an id, as in {#some-name}' : `the attribute ${key}`}: ${usage(node.name)}`,
        );
    }
    return this.#problems.length > before ? null : given;
  }

  #knowProgram(node: Node, program: string): void {
    if (!this.context.programIds.includes(program))
      this.#problem(
        node,
        `there is no program "${program}"; the front matter lists ${listOf(this.context.programIds, 'and')}`,
      );
  }

  #race(node: Node, race: string): Block | null {
    const { raceIds } = this.context;
    if (raceIds !== null && !raceIds.includes(race)) {
      const known = raceIds.length === 0 ? 'lists no race' : `lists ${listOf(raceIds, 'and')}`;
      this.#problem(node, `there is no race "${race}"; the front matter ${known}`);
      return null;
    }
    if (this.#races.has(race)) this.#problem(node, `the race "${race}" stands in the text already`);
    this.#races.add(race);
    return { kind: 'race', race };
  }

  #live(node: Node, { figure = '', alt = '', caption = '' }: Readonly<Record<string, string>>): Block | null {
    const known = LIVE_FIGURES.find((name) => name === figure);
    if (known === undefined) {
      this.#problem(node, `there is no live figure "${figure}"; there are ${listOf(LIVE_FIGURES, 'and')}`);
      return null;
    }
    return { kind: 'live', figure: known satisfies LiveFigure, alt, caption };
  }

  #exercise(node: ContainerDirective, id: string): Block | null {
    const { exerciseIds } = this.context;
    if (exerciseIds !== null && !exerciseIds.includes(id)) {
      const known = exerciseIds.length === 0 ? 'lists no exercise' : `lists ${listOf(exerciseIds, 'and')}`;
      this.#problem(node, `there is no exercise "${id}"; the front matter ${known}`);
      return null;
    }
    const parts = this.#parted(node, `exercise {#${id}}`, id);
    if (parts === null) return null;
    const [task, explanation] = parts;
    if (task === '') {
      this.#problem(node, `exercise {#${id}} asks for nothing: write what is to be done`);
      return null;
    }
    this.#exercises.add(id);
    return { kind: 'exercise', id, task, explanation };
  }

  /** What stands before and after the first line ---, as HTML. */
  #parted(node: ContainerDirective, what: string, id: string): readonly [string, string] | null {
    const before = this.#problems.length;
    this.#claimId(node, id, what);
    const children = node.children as RootContent[];
    for (const child of children) {
      if (child.type === 'heading')
        this.#problem(
          child,
          `a heading inside ${what} (a line of --- directly under text makes one: leave an empty line above it)`,
        );
      else if ((child.type === 'containerDirective' && child.name !== 'because') || child.type === 'leafDirective')
        this.#problem(child, `"${child.name}" cannot stand inside ${what}`);
    }
    if (this.#problems.length > before) return null;
    const rule = children.findIndex((child) => !notRule(child) || child.type === 'containerDirective');
    const first = rule === -1 ? children : children.slice(0, rule);
    const second = (rule === -1 ? [] : children.slice(rule))
      .flatMap((child) => (child.type === 'containerDirective' ? (child.children as RootContent[]) : [child]))
      .filter(notRule);
    return [first.length === 0 ? '' : this.#html(first), second.length === 0 ? '' : this.#html(second)];
  }

  #figure(node: Node, { src = '', alt = '', caption = '' }: Readonly<Record<string, string>>): Block | null {
    const file = src.replace(/^\.\//, '');
    const source = this.context.files.get(file);
    if (source === undefined || !file.endsWith('.svg')) {
      const figures = [...this.context.files.keys()].filter((path) => path.endsWith('.svg'));
      this.#problem(
        node,
        `there is no figure "${src}" in the lesson's folder; ${figures.length === 0 ? 'it holds no .svg file' : `it holds ${listOf(figures, 'and')}`}`,
      );
      return null;
    }
    this.#figures += 1;
    const figure = loadFigure(file, source, `${this.context.lessonId}-${this.#figures}-`, alt);
    this.#problems.push(...figure.problems);
    return { kind: 'figure', svg: figure.svg, alt, caption };
  }

  #asked(node: ContainerDirective, id: string) {
    const before = this.#problems.length;
    this.#claimId(node, id, `${node.name} {#${id}}`);
    const children = node.children as RootContent[];
    const lists = children.filter(
      (child) => child.type === 'list' && child.children.some((item) => item.checked != null),
    );
    const list = lists[0];
    if (list?.type !== 'list' || lists.length > 1) {
      this.#problem(
        node,
        `${node.name} {#${id}} needs one list of choices: lines that begin with "- [ ]", and "- [x]" for the answer`,
      );
      return null;
    }
    const at = children.indexOf(list);
    for (const child of children) {
      if (child.type === 'heading')
        this.#problem(
          child,
          `a heading inside ${node.name} {#${id}} (a line of --- directly under text makes one: leave an empty line above it)`,
        );
      else if ((child.type === 'containerDirective' && child.name !== 'because') || child.type === 'leafDirective')
        this.#problem(child, `"${child.name}" cannot stand inside ${node.name} {#${id}}`);
    }
    const question = children.slice(0, at).filter(notRule);
    const explanation = children
      .slice(at + 1)
      .flatMap((child) => (child.type === 'containerDirective' ? (child.children as RootContent[]) : [child]))
      .filter(notRule);
    if (question.length === 0)
      this.#problem(node, `${node.name} {#${id}} asks no question: write one before the choices`);
    if (explanation.length === 0)
      this.#problem(node, `${node.name} {#${id}} explains nothing: write why, after the choices`);
    const { choices, answer } = this.#choices(node, id, list.children);
    if (this.#problems.length > before) return null;
    return { id, question: this.#html(question), choices, answer, explanation: this.#html(explanation) };
  }

  #choices(node: ContainerDirective, id: string, items: readonly ListItem[]): { choices: Choice[]; answer: string } {
    const choices: Choice[] = [];
    const right: string[] = [];
    const taken = new Set<string>();
    for (const item of items) {
      const only = item.children[0];
      if (item.checked == null)
        this.#problem(item, 'a choice begins with "- [ ]", or with "- [x]" if it is the answer');
      if (item.children.length !== 1 || only?.type !== 'paragraph') {
        this.#problem(item, 'a choice is one paragraph');
        continue;
      }
      let choiceId = slug(plainText(only));
      while (taken.has(choiceId)) choiceId += '-again';
      taken.add(choiceId);
      if (item.checked === true) right.push(choiceId);
      choices.push({ id: choiceId, html: this.#html([only]).replace(/^<p>([^]*)<\/p>$/, '$1') });
    }
    if (choices.length < 2) this.#problem(node, `${node.name} {#${id}} needs two choices or more`);
    if (right.length !== 1)
      this.#problem(
        node,
        `${node.name} {#${id}} needs exactly one right choice, marked "- [x]"; it has ${right.length}`,
      );
    return { choices, answer: right[0] ?? '' };
  }

  #claimId(node: Node, id: string, what: string): void {
    const line = node.position?.start.line ?? 1;
    if (!/^[a-z][a-z0-9-]*$/.test(id))
      this.#problem(node, `the id of ${what} must be lower-case letters, digits and dashes`);
    const first = this.#ids.get(id);
    if (first !== undefined) this.#problem(node, `the id "${id}" is taken by line ${first} already`);
    else this.#ids.set(id, line);
  }

  #step(heading: Heading): { readonly id: string; readonly title: string } {
    const title = plainText(heading);
    if (this.context.named !== true) return { id: this.#stepId(heading), title };
    const named = /^(.+?)\s*\{#([^\s{}]+)\}$/u.exec(title);
    if (named === null)
      this.#problem(heading, 'a step of a translation says which one it translates: ## Title {#the-id-of-the-step}');
    const id = named?.[2] ?? this.#stepId(heading);
    if (named !== null) {
      const first = this.#ids.get(id);
      if (first !== undefined) this.#problem(heading, `the id "${id}" is taken by line ${first} already`);
      this.#ids.set(id, heading.position?.start.line ?? 1);
    }
    return { id, title: named?.[1] ?? title };
  }

  #stepId(heading: Heading): string {
    const wanted = slug(plainText(heading));
    let id = wanted;
    for (let n = 2; this.#ids.has(id); n++) id = `${wanted}-${n}`;
    this.#ids.set(id, heading.position?.start.line ?? 1);
    return id;
  }

  #html(nodes: readonly RootContent[], linker?: TermLinker): string {
    const tree = unified()
      .use(remarkRehype)
      .runSync({ type: 'root', children: [...nodes] });
    const blocks = new Set<Element>();
    visit(tree, 'element', (element) => {
      if (element.tagName === 'pre') this.#colourBlock(element, blocks);
      else if (element.tagName === 'code' && !blocks.has(element)) {
        element.properties = { className: ['code'] };
        const words = textOf(element);
        element.children = colour(
          this.context.highlighter,
          words,
          FILE_NAME.test(words) ? 'text' : this.context.language,
        );
        return 'skip';
      } else if (element.tagName === 'a') this.#link(element);
      else if (element.tagName === 'input') element.properties['disabled'] = true;
      return undefined;
    });
    linker?.link(tree);
    return unified().use(rehypeStringify).stringify(tree).trim();
  }

  #colourBlock(pre: Element, blocks: Set<Element>): void {
    const code = pre.children[0];
    if (code?.type !== 'element') return;
    blocks.add(code);
    const names = code.properties['className'];
    const named = Array.isArray(names) ? String(names[0] ?? '').replace(/^language-/, '') : 'text';
    const language = CODE_LANGUAGES.find((known) => known === named);
    if (language === undefined) {
      this.#problem(
        pre,
        `code in "${named}" cannot be coloured; a block begins with \`\`\` and ${listOf(CODE_LANGUAGES)}`,
      );
      return;
    }
    // A block may be wider than a phone: it scrolls, and what scrolls must be reachable by keyboard.
    pre.properties = { className: ['code'], dataLanguage: language, tabIndex: 0 };
    code.properties = {};
    code.children = colour(this.context.highlighter, textOf(code).replace(/\n$/, ''), language);
  }

  #link(a: Element): void {
    const href = String(a.properties['href'] ?? '');
    const lesson = /^\.\.\/([0-9a-z-]+)\/?$/.exec(href)?.[1];
    if (lesson !== undefined) {
      if (this.context.lessonIds !== null && !this.context.lessonIds.includes(lesson))
        this.#problem(a, `there is no lesson "${lesson}"; there are ${listOf(this.context.lessonIds, 'and')}`);
      a.properties['href'] = `#/lesson/${lesson}`;
    } else if (/^https?:\/\/[^/]/i.test(href)) {
      a.properties['rel'] = ['noopener', 'noreferrer'];
      a.properties['target'] = '_blank';
    } else {
      this.#problem(a, `a link goes to https://..., or to another lesson as ../some-lesson, not to "${href}"`);
    }
  }
}

const notRule = (node: RootContent): boolean => node.type !== 'thematicBreak';

function usage(name: string): string {
  const rule = DIRECTIVES[name];
  if (rule === undefined) return name;
  const attributes = rule.attributes
    .map((attribute) => (attribute === 'id!' ? '#some-name' : `${attribute.replace('!', '')}=...`))
    .join(' ');
  return `${rule.shape === 'leaf' ? '::' : ':::'}${name}${attributes === '' ? '' : `{${attributes}}`}`;
}

function textOf(node: ElementContent): string {
  if (node.type === 'text') return node.value;
  return node.type === 'element' ? node.children.map(textOf).join('') : '';
}
