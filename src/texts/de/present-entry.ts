export const presentEntry: typeof import('../en/present-entry').presentEntry = {
  present: 'Diese Lektion vorführen (P)',
  presentation: 'Die Vorführung',
  notes: 'Die Notizen',
  thePresentation: 'die Vorführung',
  theNotes: 'die Notizen',
  unknown: (lesson) => `Es gibt keine Lektion namens „${lesson}“.`,
};
