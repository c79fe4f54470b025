/**
 * Colours code at build time. The result bears classes (`c-keyword`), never inline styles: pages may then forbid inline styles,
 * and `code.css` gives every theme its colours through custom properties.
 */
import type { Element, ElementContent } from 'hast';
import { createCssVariablesTheme, createHighlighter, type Highlighter } from 'shiki';

/** Languages that a fenced block may name; `text` is for output and the like. */
export const CODE_LANGUAGES = ['python', 'typescript', 'text'] as const;
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];

const THEME = 'interleave';
let shared: Promise<Highlighter> | null = null;

/** Loading the grammars takes a second, so that all lessons share one highlighter. */
export function highlighter(): Promise<Highlighter> {
  shared ??= createHighlighter({
    themes: [createCssVariablesTheme({ name: THEME, variablePrefix: '--c-', fontStyle: false })],
    langs: ['python', 'typescript'],
  });
  return shared;
}

/** The parts of a `<code>`: text and coloured spans. */
export function colour(tool: Highlighter, source: string, language: CodeLanguage): ElementContent[] {
  if (language === 'text') return [{ type: 'text', value: source }];
  const { tokens } = tool.codeToTokens(source, { lang: language, theme: THEME });
  return tokens.flatMap((line, i): ElementContent[] => [
    ...(i > 0 ? [{ type: 'text', value: '\n' } as const] : []),
    ...joined(line.map((token) => ({ name: tokenName(token.color), text: token.content }))),
  ]);
}

/** The theme says "keyword" as `var(--c-token-keyword)`. What is not in the table stays in the colour of the text. */
const CLASSES: Readonly<Record<string, string>> = {
  'var(--c-token-keyword)': 'keyword',
  'var(--c-token-string)': 'string',
  'var(--c-token-string-expression)': 'string',
  'var(--c-token-constant)': 'constant',
  'var(--c-token-function)': 'function',
  'var(--c-token-comment)': 'comment',
};

const tokenName = (color: string | undefined): string | null => CLASSES[color ?? ''] ?? null;

function joined(tokens: readonly { name: string | null; text: string }[]): ElementContent[] {
  const runs: { name: string | null; text: string }[] = [];
  for (const token of tokens) {
    const last = runs.at(-1);
    const name = token.text.trim() === '' ? (last?.name ?? null) : token.name;
    if (last !== undefined && last.name === name) last.text += token.text;
    else runs.push({ name, text: token.text });
  }
  return runs.map(({ name, text }): ElementContent => {
    const value = { type: 'text', value: text } as const;
    if (name === null) return value;
    const span: Element = {
      type: 'element',
      tagName: 'span',
      properties: { className: [`c-${name}`] },
      children: [value],
    };
    return span;
  });
}
