import { counted } from '../prose-de';

export const figureMemory: typeof import('../en/figure-memory').figureMemory = {
  process: (name) => `Prozess ${name}`,
  thread: (name) => `Thread ${name}`,
  add: '1 addieren',
  addOf: (name) => `${name}: 1 addieren`,
  send: '„count“ senden',
  receive: 'Empfangen',
  fork: 'Fork: A startet B',
  forkAgain: 'Neuer Fork: B beginnt neu',
  oneProcess: 'Ein Prozess',
  notForked: 'noch nicht gestartet',
  heard: (count) => `empfangen: ${count}`,
  pipe: 'Pipe',
  threadsLabel: (alt, count) => `${alt} Zwei Threads, eine Variable „count“: ${count}.`,
  oneProcessLabel: (count) =>
    `Prozess A mit einer eigenen Variablen „count“: ${count}. Prozess B ist noch nicht durch einen Fork entstanden.`,
  processesLabel: (a, b) => `Zwei Prozesse, jeder mit einer eigenen Variablen „count“: A hat ${a}, B hat ${b}.`,
  model:
    'Hier geschieht immer nur eines auf einmal. Was geschieht, wenn zwei Threads im selben Augenblick addieren, ist eine andere Geschichte.',

  begin: 'Alles ist 0. Lass jemanden 1 addieren, und sieh, welche Zahlen sich ändern.',
  forks: (count) =>
    `A macht einen Fork: B beginnt mit einer Kopie von allem, was A in diesem Augenblick hat; „count“ ist dort also ${count}.`,
  threadAdds: (me, them, count) =>
    `Thread ${me} addiert 1 zu der einen Variablen „count“, die es gibt, und auch Thread ${them} sieht dort ${count}.`,
  addsAlone: (me, mine) => `Prozess ${me} addiert 1 und hat ${mine}. Einen anderen Prozess gibt es noch nicht.`,
  processAdds: (me, mine, them, theirs) =>
    `Prozess ${me} addiert 1 und hat ${mine}. Prozess ${them} sieht davon nichts und hat ${theirs} wie zuvor.`,
  sends: (me, messages, them) =>
    `Prozess ${me} legt eine Kopie von „count“ in die Pipe: ${messages === 1 ? 'Dort liegt' : 'Dort liegen'} ${counted(messages, 'eine Nachricht', 'Nachrichten')} für ${them} bereit.`,
  receives: (me, heard, mine) =>
    `Prozess ${me} nimmt ${heard} aus der Pipe. Das eigene „count“ ist immer noch ${mine}: Eine Nachricht ist keine gemeinsame Variable.`,
};
