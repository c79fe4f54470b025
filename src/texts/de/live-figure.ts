export const liveFigure: typeof import('../en/live-figure').liveFigure = {
  missing: '(Die Zeichnung konnte nicht geladen werden. Lade die Seite neu, sobald es eine Verbindung gibt.)',
};
