/** A chart in figures, and as text that other programs read. */

export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** RFC 4180. A cell that a spreadsheet would take for a formula is given an apostrophe, which spreadsheets hide. */
export function csvOf({ columns, rows }: Table): string {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+$/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

export function markdownOf({ caption, columns, rows }: Table): string {
  const cell = (text: string): string =>
    text.replace(/\s+/g, ' ').replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const line = (row: readonly string[]): string => `| ${row.map(cell).join(' | ')} |`;
  return `${cell(caption)}\n\n${[line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
