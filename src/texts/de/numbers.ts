export const numbers: typeof import('../en/numbers').numbers = {
  decimal: (written) => written.replace('.', ','),
  digits: (n) => n.toLocaleString('de-DE'),
};
