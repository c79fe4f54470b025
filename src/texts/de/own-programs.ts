import type * as en from '../en/own-programs';

export const ownTexts: typeof en.ownTexts = {
  tooLarge: (name: string, megabytes: number) => `${name} ist größer als ${megabytes} MB: zu groß zum Öffnen.`,
  noText: (name: string) => `${name} ist kein Text.`,
  notUtf8: (name: string) => `${name} ist kein Text in UTF-8, wie Programme es sind.`,
  notWritable: (name: string) => `Nichts wurde gespeichert: Der Browser lässt diese Seite nicht in ${name} schreiben.`,
  changedMeanwhile: (name: string) =>
    `Noch wurde nichts gespeichert: Ein anderes Programm hat ${name} seitdem geändert. Speichere noch einmal, um es zu überschreiben.`,
  saved: (name: string) => `${name} wurde gespeichert.`,
  codeTooLarge: (name: string) => `Der Code in ${name} ist größer als 1 MB: zu groß für ein Programm.`,
  notThere: (name: string) =>
    `Nichts wurde gespeichert: ${name} ist nicht mehr, wo es war. Speichere noch einmal, um einen Ort zu wählen.`,
  notSaved: (name: string, why: string) =>
    `${name} konnte nicht gespeichert werden (${why}). Das Programm ist noch hier.`,
  programsAndNotebooks: 'Programme und Notebooks',
  full: 'Es sind acht Varianten, mehr passen nicht hinein. Entferne zuerst eine.',
  needsName: 'Eine Variante braucht einen Namen.',
  longest: (letters: number) => `Ein Name darf ${letters} Buchstaben haben.`,
  taken: (title: string) => `${title} gibt es schon.`,
  foundAgain: 'wiedergefunden',
  listLost:
    'Die Liste deiner Varianten konnte nicht gelesen werden. Kein Programm ist verloren: Die sie nicht nennt, sind hier als „wiedergefunden“.',
  noName: 'Dieses Programm hat keinen Namen, der sich ändern ließe.',
  yourPrograms: 'deine eigenen Programme',
  pickTwo: 'Wähle zwei Programme oder mehr.',
  pickOne: 'Wähle ein Programm.',
  workersAre: 'Anzahlen von Workern sind 3 bis 12 ganze Zahlen bis 64, darunter die 1: 1, 2, 4, 8.',
  oneOverWorkers: 'ein Programm über Anzahlen von Workern',
  overWorkers: (program: string) => `${program} über Anzahlen von Workern`,
  numberOfWorkers: 'Anzahl von Workern',
  pickDifferent: 'Wähle zwei verschiedene Programme.',
  sizesAre: 'Größen sind 2 bis 8 ganze Zahlen von 1 bis 1000000000, ohne Punkte darin: 10, 100, 1000.',
  twoOverSizes: 'zwei Programme über Größen',
  overSizes: (programs: string) => `${programs} über Größen`,
  deaf: (program: string, where: string, what: string) =>
    `${program} sieht sich ${where} nicht an: Es täte für jede ${what} dasselbe.`,
};
