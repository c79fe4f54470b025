import { createContext, use } from 'react';
import styles from './html.module.css';

/** The language of a lesson's own words where the page speaks another one. What the page says among them is not in it. */
export const ProseLanguage = createContext<string | undefined>(undefined);

interface HtmlProps {
  /** Sanitised at build time by the lesson loader: no script, no handler, no outside reference can be in it. */
  readonly html: string;
  /** `prose` for paragraphs, `inline` for a few words, `picture` for a figure's SVG. */
  readonly look?: 'prose' | 'inline' | 'picture';
}

/**
 * The one place where text becomes markup. What it shows comes from our own build alone (`virtual:lessons`); nothing that
 * was typed, run, fetched or taken from an address ever gets here.
 */
export function Html({ html, look = 'prose' }: HtmlProps) {
  const Tag = look === 'inline' ? 'span' : 'div';
  return <Tag lang={use(ProseLanguage)} className={styles[look]} dangerouslySetInnerHTML={{ __html: html }} />;
}
