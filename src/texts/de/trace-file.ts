import type * as en from '../en/trace-file';

export const traceFile: typeof en.traceFile = {
  megabytesRead: (megabytes: number) => `${megabytes} MB gelesen`,
  makingOut: 'was geschah, wird ermittelt',
  tooLarge: (megabytes: number) =>
    `Diese Datei ist zu groß: Bis zu ${megabytes} MB Text lassen sich öffnen. Zeichne weniger vom Lauf auf oder einen kürzeren.`,
  notText:
    'Diese Datei ist kein Trace, der sich hier öffnen lässt: Sie ist kein Text. Traces in JSON lassen sich öffnen.',
  cutOff: 'Diese Datei ist abgeschnitten: Ihr letztes Zeichen ist nicht ganz.',
  gzipDamaged: 'Diese Datei ist mit gzip gepackt und beschädigt: Sie ließ sich nicht entpacken.',
  couldNotRead: 'Diese Datei konnte nicht gelesen werden. Vielleicht wurde sie inzwischen verschoben oder geändert.',
};
