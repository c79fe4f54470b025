import type * as en from '../en/trace-page';

export const traceTexts: typeof en.traceTexts = {
  trace: 'Trace',
  save: 'Trace dieses Laufs speichern',
  saveHint: 'Lässt sich hier, in Perfetto und im Betrachter von VizTracer öffnen',
  saveNone: 'Sobald ein Lauf geendet hat',
  open: 'Einen Trace öffnen …',
  openHint: 'Hier gespeichert oder von VizTracer oder Chrome aufgezeichnet',
  documentTitle: 'Einen Trace öffnen · Interleave',
  file: 'Trace-Datei',
  ownRun: 'Ein Lauf von Interleave, aus einer Datei.',
  heading: 'Einen Trace öffnen',
  lede: 'Ein Lauf, der hier gespeichert wurde, kommt zurück, wie er war. Ein Lauf, den ein anderes Werkzeug außerhalb des Browsers aufgezeichnet hat, wird als Gewebe seiner Funktionsaufrufe gezeichnet.',
  opening: (name: string, progress: string) => `${name} wird geöffnet …${progress}`,
  cancel: 'Abbrechen',
  choose: 'Eine Datei wählen',
  orDrop: 'oder lass eine irgendwo auf dieser Seite fallen',
  fromUs: 'Von Interleave',
  fromUsHow:
    'Neben „Ausführen“, sobald ein Programm gelaufen ist: „Trace“, dann „Trace dieses Laufs speichern“. Dieselbe Datei öffnet auch Perfetto.',
  fromVizTracer: 'Von VizTracer',
  fromVizTracerHow:
    'zeichnet ein Programm auf deinem eigenen Python auf. Was auf dem GIL läuft, weiß es nicht; in welcher Funktion jeder Thread wann war, weiß es.',
  fromChrome: 'Von Chrome und anderen',
  fromChromeHow: 'Chromes Trace-Event-JSON, mit gzip gepackt oder nicht: Jeder Thread wird ein Faden.',
  stays: 'Die Datei bleibt auf diesem Computer: Diese Seite liest sie und sendet sie nirgendwohin.',
  canTell: 'Was dieses Bild sagen kann',
  another: 'Einen anderen öffnen',
  timeline: 'Die Zeitleiste',
  moment: 'Der Augenblick',
  output: 'Ausgabe',
  theOutput: 'Die Ausgabe',
  wroteNothing: 'Dieser Lauf hat nichts ausgegeben.',
  atPlayhead: 'An der Abspielposition',
  resize: 'Größe des Gewebes ändern',
  givenUp: 'Es wurde aufgegeben.',
  tooLong:
    'Diese Datei zu öffnen dauert zu lange und wurde deshalb aufgegeben. Zeichne weniger vom Lauf auf oder einen kürzeren.',
  readFailed:
    'Diese Datei konnte nicht geöffnet werden: Das Lesen schlug fehl. Vielleicht braucht sie mehr Speicher, als diese Seite haben darf.',
};
