import type * as en from '../en/offline';

export const offline: typeof en.offline = {
  title: 'Ohne Netz',
  kept: 'Die Seite liegt auf diesem Gerät: Jede Lektion öffnet sich und läuft ohne Netz.',
  keeping: (percent: number) => `Die Seite wird für die Zeit ohne Netz auf diesem Gerät abgelegt: ${percent} %.`,
  asking: (megabytes: number) =>
    `Du sparst Daten, darum wird nichts im Voraus geholt: Ohne Netz ist da, was du geöffnet hast, das Übrige nicht. Die ganze Seite braucht auf diesem Gerät ${megabytes} MB, in der Leitung weniger.`,
  keep: 'Für die Zeit ohne Netz ablegen',
  full: 'Der Browser gibt der Seite keinen Platz mehr: Was schon abgelegt ist, geht ohne Netz, das Übrige braucht es. Dein Code wird für sich aufbewahrt.',
  failed: 'Nicht alles konnte auf diesem Gerät abgelegt werden. Der nächste Besuch versucht es noch einmal.',
  update: 'Es gibt eine neue Version dieser Seite.',
  reload: 'Neu laden',
  later: 'Später',
};
