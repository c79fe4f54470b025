import type * as en from '../en/isolation';

export const isolation: typeof en.isolation = {
  isolated: 'isoliert',
  slowerProcesses:
    'Auch hier laufen Prozesse nebeneinander. Sie sprechen über Nachrichten miteinander; deshalb ist langsamer, was sie gemeinsam benutzen (Locks, Value, Array, geteilter Speicher).',
  oneCore: 'Der Browser meldet einen Kern; also wechseln sich auch Prozesse ab.',
  cores: (count: string | number) =>
    `Der Browser meldet ${count} Kerne: So viele Prozesse können im selben Augenblick laufen.`,
  clock: (step: string) => `Die Uhr geht in Schritten von ${step}.`,
  jspi: 'Dieser Browser kann in WebAssembly nicht zwischen Stacks umschalten (JSPI), und ohne das hat Python hier keine Threads. Du kannst jede Lektion lesen, ihre Programme ändern und die ausführen, die keinen Thread starten. Chrome und Edge ab Version 137 können alle ausführen.',
  allWorks: 'Diese Seite ist isoliert: Alles funktioniert',
  sharedMemory:
    'Die Worker der Seite können Speicher gemeinsam haben. Deshalb gibt ein Python-Thread nach dem Umschaltintervall ab, auch wenn er nie wartet, und „Stopp“ erreicht ein Programm, das in einer Schleife festhängt.',
  notIsolated: 'nicht isoliert',
  someDiffer: 'Diese Seite ist nicht isoliert: Einiges ist anders',
  noSharedMemory:
    'Der Browser lässt die Worker dieser Seite keinen Speicher gemeinsam haben (darüber entscheiden die Header der Website oder die Seite, in die sie eingebettet ist). Python-Threads laufen trotzdem, aber sie wechseln nur ab, wo einer von ihnen wartet, nicht alle paar Millisekunden.',
  noSharedArrayBuffer:
    'TypeScript-Programme haben hier keinen SharedArrayBuffer, also auch keinen Mutex, keinen Semaphor und keinen Channel.',
  stopAsks: '„Stopp“ bittet zuerst das Programm; eines, das nie zuhört, verliert seinen Interpreter.',
  runByBrowser: (version: string) => `TypeScript-Programme führt der Browser selbst aus, ${version}, `,
  onPageThread: (who: string) =>
    `${who}und zwar auf dem Thread dieser Seite: Während eines rechnet, steht die Seite still. Eine Schleife, die ihn sekundenlang festhält, wird mit einem Fehler beendet.`,
  onOwnThread: (who: string) =>
    `${who}und zwar auf einem eigenen Thread: Eines, das nie ruht, kann die Seite nicht aufhalten, und „Stopp“ nimmt ihn weg.`,
};
