import { plural } from '../format';
import type * as en from '../en/run';

export const runTexts: typeof en.runTexts = {
  pictureEnds: (why: string) => `Das Bild endet zu früh: ${why}.`,
  linesGone: (lines: number) => `(${lines} frühere Zeilen fehlen)`,
  lessonNotFetched: 'Sie konnte nicht geholt werden. Prüfe die Verbindung und versuche es noch einmal.',
  recordedNotFetched:
    'Der aufgezeichnete Lauf konnte nicht geladen werden. Prüfe die Verbindung und versuche es noch einmal.',
  otherProgram: (program: string, lesson: string) =>
    `Die Aufzeichnung gehört zu einem anderen Programm: ${program} aus ${lesson}.`,
  changedSince: ' Das Programm wurde seitdem geändert.',
  recordedOn: (when: string, cores: number, engine: string, changed: string) =>
    `Aufgezeichnet am ${when} mit ${plural(cores, 'Kern', 'Kernen')} in ${engine}. Es wurde nicht hier ausgeführt.${changed}`,
};
