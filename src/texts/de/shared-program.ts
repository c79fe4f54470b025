export const sharedProgram: typeof import('../en/shared-program').sharedProgram = {
  newerLink:
    'Dieser Link kommt von einem neueren Interleave als diesem. Lade die Seite neu, um das neueste zu bekommen.',
  newerFile:
    'Diese Datei kommt von einem neueren Interleave als diesem. Lade die Seite neu, um das neueste zu bekommen.',
  linkCut: 'Das Ende dieses Links fehlt und mit ihm ein Teil dessen, was er enthielt.',
  linkChanged:
    'Etwas in diesem Link wurde auf dem Weg hierher verändert. Was er enthielt, ist vielleicht nicht das, was gesendet wurde.',
  linkUnreadable:
    'In diesem Link lässt sich nichts lesen. Vielleicht wurde er abgeschnitten, oder er ist kein Link zu einem Programm.',
  linkTooLarge: 'Was dieser Link enthält, ist zu groß für ein Programm.',
  fileTooLarge: 'Diese Datei ist zu groß für ein Programm.',
  fileCut: 'Das Ende dieser Datei fehlt oder ist beschädigt und mit ihm ein Teil dessen, was sie enthielt.',
  linkNotOurs: 'Dieser Link ist kein Programm von Interleave.',
  fileNotOurs: 'Diese Datei ist kein Programm von Interleave.',
  linkEmpty: 'Dieser Link enthält kein Programm.',
  fileEmpty: 'Diese Datei enthält kein Programm.',
  untitled: 'programm',
  filesLeftOut: 'Einige seiner Dateien ließen sich nicht lesen und fehlen.',
  endLeftOut: 'Es ist länger, als ein Programm sein darf, und sein Ende fehlt.',
  noEntry: (path) => `Es sagt nicht, was auszuführen ist: Genommen wird ${path}.`,
};
