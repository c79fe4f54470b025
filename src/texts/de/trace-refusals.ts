export const traceRefusals: typeof import('../en/trace-refusals').traceRefusals = {
  tooLarge: (megabytes) => `Diese Datei ist zu groß, um geöffnet zu werden: ${megabytes} MB.`,
  notJson: 'Diese Datei ist kein Trace: Sie ist kein JSON.',
  notOurs: 'Diese Datei ist kein Trace von Interleave.',
  fromElsewhere:
    'Das ist ein Chrome-Trace von anderswo; hier lassen sich nur solche öffnen, die Interleave geschrieben hat.',
  noVersion: 'Der Trace nennt seine Version nicht.',
  newer: (version, known) =>
    `Der Trace hat die Version ${version}, und dieses Interleave liest bis ${known}: Es braucht ein neueres.`,
  otherVersion: (version) => `Der Trace hat die Version ${version}, und die liest dieses Interleave nicht.`,
  noEnd: 'Der Trace ist beschädigt: Sein Ende ist keine Zeit.',
  noCompletion: 'Der Trace ist beschädigt: Er sagt nicht, ob der Lauf geendet hatte.',
  noStrings: 'Der Trace ist beschädigt: Seine Zeichenketten sind keine Liste von Zeichenketten.',
  tooManyEvents: (most) => `Der Trace hat mehr als ${most} Ereignisse; so viele lassen sich nicht öffnen.`,
  noRows: 'Der Trace ist beschädigt: Seine Zeilen sind nicht ganz, vielleicht fehlt ein Teil der Datei.',
  noOutput: 'Der Trace ist beschädigt: Seine Ausgabe ist keine Liste von Textstücken.',
  // The story itself is told by the builder, to authors of runtimes, and so in English.
  impossible: (story) => `Der Trace erzählt eine Geschichte, die nicht sein kann (auf Englisch): ${story}.`,
};
