import type * as en from '../en/race-running';

export const raceRunning: typeof en.raceRunning = {
  tabHidden:
    'Dieser Tab war verborgen, und Browser bremsen, was nicht zu sehen ist. Das Rennen geht weiter, wenn er wieder vorn ist.',
  wokeLate:
    'Der Browser hat diese Seite zu spät geweckt, um etwas zu messen. Das Rennen geht weiter, sobald er wieder rechtzeitig ist.',
  otherRace: (title: string) => `Das ist das Ergebnis eines anderen Rennens: ${title}.`,
  isOn: 'Ein Rennen läuft gerade. Warte auf sein Ende oder brich es ab.',
  timersHeld:
    'Der Browser hielt die Timer dieser Seite immer wieder zurück, sodass nichts, was sie misst, verlässlich ist. Lass den Tab vorn und schließe, was die Maschine beschäftigt.',
  nobodyFinished: (why: string) => `Kein Teilnehmer kam ans Ende. Der erste davon: ${why}`,
  processes: (n) => `${n} Prozesse`,
  oneProcess: 'ein Prozess',
  endedWith: (status: number) => `Es endete mit Exit-Status ${status}.`,
  raised: (error: string, message: string) => `Es löste ${error}${message} aus.`,
  deadlocked: 'Es kam zu einem Deadlock: Alle warteten auf jemanden.',
  notDone: (seconds: number) => `Es war nach ${seconds} s nicht fertig.`,
  interrupted: 'Es wurde unterbrochen.',
  interpreterFailed: (why: string) => `Der Interpreter versagte: ${why}`,
  unknownBrowser: 'ein unbekannter Browser',
};
