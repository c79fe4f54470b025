import type * as en from '../en/scorm';

export const scorm: typeof en.scorm = {
  noLms:
    'Diese Seite hat keine Lernplattform gefunden. Die Lektion läuft, aber es wird kein Ergebnis gemeldet. Öffne sie aus deinem Kurs, oder frag, wer sie dort eingestellt hat.',
  notStarted: (why) =>
    `Die Lernplattform hat die Lektion nicht beginnen lassen (${why}). Du kannst weitermachen: dein Ergebnis bleibt in diesem Browser und wird gesendet, sobald die Plattform es annimmt.`,
  notSaved: (why) =>
    `Die Lernplattform hat dein Ergebnis nicht angenommen (${why}). Nichts ist verloren: es bleibt hier und wird noch einmal versucht.`,
  refused: (what, why) =>
    `Die Lernplattform hat einen Teil deines Ergebnisses abgelehnt: ${what} (${why}). Alles andere ist gespeichert.`,
  tooLong:
    'Wo du in der Lektion bist, ist zu lang, als dass diese Lernplattform es behalten könnte; dein Ergebnis ist gespeichert.',
  saved: 'Dein Ergebnis ist jetzt gespeichert.',
  review: 'Du siehst dir diese Lektion noch einmal an: es wird nichts gemeldet.',
  again: 'Noch einmal versuchen',
  noFrame: 'Die Lektion konnte nicht geladen werden. Prüfe die Verbindung und öffne diese Seite dann noch einmal.',
};
