import { plural } from '../format';
import type * as en from '../en/header';

export const header: typeof en.header = {
  cores: (count: number) => plural(count, 'Kern', 'Kerne'),
  themeSystem: 'Wie das System',
  themeLight: 'Hell',
  themeDark: 'Dunkel',
  themeProjector: 'Projektor',
  themeProjectorHint: 'Schwarz auf Weiß, große Schrift, dicke Fäden',
  contents: 'Inhalt',
  close: 'Schließen',
  playground: 'Spielwiese',
  theme: 'Farben',
  noPython: 'Python ist nicht verfügbar',
  whyNoPython: 'Warum Python nicht verfügbar ist',
  notStarted: 'Der Interpreter konnte nicht gestartet werden',
  stillRead:
    'Du kannst trotzdem jede Lektion lesen und ihre Programme ändern; deine Änderungen bleiben erhalten. „Ausführen“ versucht es noch einmal.',
  noThreads: 'keine Threads hier',
  canDo: 'Was dieser Browser kann',
  pythonReady: (version: string, seconds: string) =>
    `Das echte CPython ${version} läuft in dieser Seite; es war nach ${seconds} s bereit.`,
};
