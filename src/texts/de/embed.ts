export const embed: typeof import('../en/embed').embed = {
  open: 'Öffnen',
  fold: 'Zuklappen',
  openInSite: 'In Interleave öffnen',
  newTab: 'öffnet einen neuen Tab',
  opening: 'Wird geöffnet …',
  ownProgram: 'Programm',
  thisLesson: 'Diese Lektion',
  waiting: 'Die Seite hat ihr Programm noch nicht geschickt.',
  nothing: 'Die Adresse dieses Rahmens nennt keine Lektion und kein Programm.',
  noLesson: (id) => `Es gibt keine Lektion namens „${id}“.`,
  noStep: (id, title) =>
    `„${title}“ hat keinen Abschnitt namens „${id}“. Die ganze Lektion steht auf ihrer eigenen Seite.`,
  noProgram: (id, title) => `„${title}“ hat kein Programm namens „${id}“.`,
  notIsolated:
    'In dieser Seite gibt der Browser den Threads keinen gemeinsamen Speicher: Pythons Threads wechseln sich nur dort ab, wo einer von ihnen wartet.',
  notIsolatedTypeScript:
    'In dieser Seite gibt der Browser den Threads keinen gemeinsamen Speicher; deshalb gibt es kein SharedArrayBuffer, kein Mutex, kein Semaphore und keinen Channel.',
  liveLab: 'Das Labor in einem neuen Tab öffnen',
};
