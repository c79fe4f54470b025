import { and } from '../prose-de';

export const figureBaton: typeof import('../en/figure-baton').figureBaton = {
  thread: (name) => `Thread ${name}`,
  computes: 'rechnet',
  waits: 'wartet auf Antworten',
  model: (interval) =>
    `Dick: läuft. Dünn: ist bereit und will den GIL. Gepunktet: wartet auf eine Antwort. Ein Modell, keine Messung: Das Umschaltintervall ist ${interval} ms wie in CPython, und die Threads wechseln sich gleichmäßiger ab als wirkliche.`,

  time: (ms) => `${ms} ms`,
  begin: (at) =>
    `${at} ms: Thread A hält den GIL und läuft, B und C wollen ihn. Drücke auf „Abspielen“ oder gehe Schritt für Schritt.`,
  allWait: (at) => `${at} ms: Alle drei Threads warten auf Antworten, und niemand braucht den GIL.`,
  asked: (at, from, to) =>
    `${at} ms: Das Umschaltintervall ist vorbei: Thread ${from} muss den GIL loslassen, und Thread ${to} läuft.`,
  letGo: (at, from, to) =>
    `${at} ms: Thread ${from} wartet auf eine Antwort und lässt den GIL sofort los, und Thread ${to} läuft.`,
  woke: (at, to) => `${at} ms: Für Thread ${to} ist eine Antwort gekommen; er nimmt sich den GIL, den niemand hielt.`,
  runs: (at, name, others) => `${at} ms: Thread ${name} läuft; ${and(others)}.`,
  does: (name, state) =>
    `${name} ${state === 'running' ? 'läuft' : state === 'ready' ? 'ist bereit, ohne den GIL' : 'wartet auf eine Antwort'}`,
};
