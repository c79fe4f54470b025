import type * as en from '../en/output-pane';

export const outputPane: typeof en.outputPane = {
  output: 'Ausgabe',
  dropped: (lines: string) => `${lines} frühere Zeilen werden nicht mehr aufbewahrt; dies sind die letzten.`,
  cut: (characters: string) => `… noch ${characters} Zeichen in dieser Zeile`,
  writtenBy: (who: string) => `geschrieben von ${who}`,
  errorOutput: 'Fehlerausgabe:',
  notice: 'Hinweis:',
  lineForProgram: 'Eine Zeile für das Programm',
  programWaits: 'Das Programm wartet auf eine Zeile',
  enter: 'Eingeben',
  endOfInput: 'Ende der Eingabe',
  endOfInputHint: 'Sagt dem Programm, dass keine Eingabe mehr kommt (Strg+D)',
  copied: 'Kopiert',
  notCopied:
    'Nicht kopiert: Diese Seite darf nicht in die Zwischenablage schreiben. Markiere den Text und drücke Strg+C.',
  copyOutput: 'Ausgabe kopieren',
};
