/** A page's own colour for what can be pressed, if words in it can be read. */

/** WCAG 2.2, 1.4.3: of text. In the projector theme, as tokens.test.ts holds it, more. */
const LEAST = { light: 4.5, dark: 4.5, projector: 7 } as const;
type Drawn = keyof typeof LEAST;

/** The grounds that words in the accent's colour stand on. */
const GROUNDS = ['--paper', '--panel', '--code', '--wash'] as const;

/** Relative luminance of `#rrggbb`, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 to 21. Both are `#rrggbb`. */
export function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** The least contrast that `accent` (six digits) has on a ground of the theme that is drawn now. */
export function worstContrast(accent: string, style: Pick<CSSStyleDeclaration, 'getPropertyValue'>): number {
  return Math.min(
    ...GROUNDS.map((name) => {
      const ground = sixDigits(style.getPropertyValue(name).trim());
      return ground === null ? 21 : contrast(`#${accent}`, ground);
    }),
  );
}

export function fits(accent: string, theme: Drawn, style: Pick<CSSStyleDeclaration, 'getPropertyValue'>): boolean {
  return worstContrast(accent, style) >= LEAST[theme];
}

/** Style sheets shorten colours on their way through the build. */
function sixDigits(colour: string): string | null {
  if (/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(colour);
  return short === null
    ? null
    : `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join('')}`;
}

/** Puts the accent on the document, or takes it away. False when it is refused: then the theme's own stays. */
export function applyAccent(accent: string | null, theme: Drawn, root: HTMLElement): boolean {
  root.style.removeProperty('--accent');
  if (accent === null) return true;
  if (!fits(accent, theme, getComputedStyle(root))) return false;
  root.style.setProperty('--accent', `#${accent}`);
  return true;
}

/** For whoever wrote the page, on the console and as a command's refusal. */
export function refusalWords(accent: string, theme: Drawn): string {
  return `The accent #${accent} is not used: words in it have a contrast below ${LEAST[theme]}:1 in the theme "${theme}".`;
}
