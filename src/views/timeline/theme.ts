/** The cloth's colours and sizes, read from the page's custom properties: a theme is whatever these say. */
import { COLOURS, type Rows } from './rows';

export interface ClothTheme {
  readonly strands: readonly string[];
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly hair: string;
  readonly panel: string;
  readonly gil: string;
  readonly glow: string;
  readonly glowAlpha: number;
  readonly hi: string;
  readonly accent: string;
  readonly bad: string;
  readonly family: string;
  /** How large the page's type is, as a multiple of 16 px: the projector's is 1.5. */
  readonly unit: number;
  /** Thickness of a running strand where there is room. */
  readonly strandWidth: number;
}

export function readTheme(element: HTMLElement): ClothTheme {
  const style = getComputedStyle(element);
  const read = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback;
  const rem = Number.parseFloat(getComputedStyle(element.ownerDocument.documentElement).fontSize) || 16;
  const main = read('--strand-main', '#5d5a52');
  const gil = read('--gil', '#b98500');
  return {
    strands: Array.from({ length: COLOURS }, (_, i) => (i === 0 ? main : read(`--strand-${i}`, main))),
    ink: read('--ink', '#1b1a17'),
    soft: read('--soft', '#5d5a52'),
    line: read('--line', '#dcd8cc'),
    hair: read('--hair', '#ece8dd'),
    panel: read('--panel', '#ffffff'),
    gil,
    glow: read('--gil-glow', gil),
    glowAlpha: style.colorScheme.includes('dark') ? 0.3 : 0.28,
    hi: read('--hi', '#fff3cf'),
    accent: read('--accent', '#0b5fa5'),
    bad: read('--bad', '#b3261e'),
    family: style.fontFamily || 'sans-serif',
    unit: rem / 16,
    strandWidth: Number.parseFloat(read('--strand-width', '12')) || 12,
  };
}

/** How thick a running strand is. */
export function thickness(rows: Rows, theme: ClothTheme): number {
  return Math.max(3, Math.min(theme.strandWidth, rows.laneHeight * 0.42));
}

/** Calls back when the page's theme may have changed. */
export function watchTheme(element: HTMLElement, changed: () => void): () => void {
  const root = element.ownerDocument.documentElement;
  const observer = new MutationObserver(changed);
  observer.observe(root, { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] });
  const queries = [
    ...['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'].map((q) => matchMedia(q)),
    matchMedia('(forced-colors: active)'),
  ];
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', changed);
  };
}
