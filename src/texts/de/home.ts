import { plural } from '../format';
import type * as en from '../en/home';

export const home: typeof en.home = {
  partLessons: (lessons: number, time: string) => `${plural(lessons, 'Lektion', 'Lektionen')}, ${time}`,
  partLeft: (done: number, lessons: number, time: string) => `${done} von ${lessons} erledigt, noch ${time}`,
  stepsRead: (done: number, all: number) => `${done} von ${plural(all, 'Schritt', 'Schritten')} gelesen`,
  questionsAnswered: (done: number, all: number) => `${done} von ${plural(all, 'Frage', 'Fragen')} beantwortet`,
  exercisesSolved: (done: number, all: number) => `${done} von ${plural(all, 'Übung', 'Übungen')} gelöst`,
  cardsKnown: (done: number, all: number) => `${done} von ${plural(all, 'Karte', 'Karten')} gewusst`,
  title: 'Interleave: Nebenläufigkeit, wirklich ausgeführt',
  heading: 'Sieh, wer läuft, wer wartet und wer den Lock hält',
  lede: 'Jedes Programm hier läuft wirklich, in dieser Seite: Python auf CPython selbst, mit echten Threads; TypeScript auf der Ereignisschleife und den Workern deines Browsers. Sag voraus, was geschehen wird, führe es aus und betrachte das Bild, das der Lauf hinterlässt.',
  goOn: 'Weiter',
  begin: 'Anfangen',
  orOwn: 'oder ein eigenes Programm ausführen',
  done: 'erledigt',
  absent: 'braucht das Netz',
  minutes: (minutes: number) => `${minutes} min`,
  foot: (lessons: number, time: string, left: string) =>
    `${plural(lessons, 'Lektion', 'Lektionen')}, etwa ${time}${left === '' ? '' : `, davon bleiben ${left}`}. Dein Code und deine Antworten bleiben in diesem Browser.`,
  more: 'Mehr',
  allDone: 'alles erledigt',
};
