export const guideTools: typeof import('../en/guide-tools').guideTools = {
  aPlainLoop: 'Eine einfache Schleife',
  nothingCouldBeDone:
    'Nichts ließe sich zugleich tun, oder es würde weniger gespart, als Worker zu starten und zu füttern kostet. Von diesen Programmen ist eine Schleife das einzige ohne Fehler einer neuen Art.',
  nothingItTakesAs: 'Nichts. Sie dauert so lange wie ihre Schritte zusammen.',
  tenShortComputationsA:
    'Zehn kurze Berechnungen: Ein Pool von Prozessen braucht länger zum Starten als die Schleife für alle.',
  threads: 'Threads',
  aThreadThatWaits:
    'Ein Thread, der wartet, lässt den GIL los, also geht es bei anderen weiter: Viele Male Warten dauern so lange wie das längste. Jede Bibliothek funktioniert in einem Thread, und die Funktionen deines Programms bleiben, wie sie sind.',
  threadsShareAllData:
    'Threads teilen sich alle Daten, darum braucht einen Lock, was sie gemeinsam ändern. Jeder hat einen eigenen Stack; einige Hundert sind in Ordnung, viele Tausend nicht.',
  twentyWaitsOfA:
    'Zwanzigmal eine Zehntelsekunde warten: zwei Sekunden nacheinander, wenig mehr als eine Zehntelsekunde zusammen.',
  asyncio: 'asyncio',
  oneThreadWaitsFor:
    'Ein Thread wartet auf alle zugleich, und eine wartende Koroutine kostet wenig mehr als die Daten, die sie hält. Andere laufen nur dort, wo du await schreibst, also gibt es viel weniger Augenblicke, in denen etwas dazwischenkommen kann.',
  itHasToBe:
    'Es muss bis ganz nach unten asynchron sein: Ein Aufruf, der ohne await wartet, hält alles an. Eine asynchrone Funktion kann nur von einer anderen mit await aufgerufen werden, und es taugen nur Bibliotheken, die dafür gemacht sind.',
  twentyWaitsOnOne:
    'Zwanzigmal Warten in einem Thread, in der Zeit von einem. Mach tausend daraus: Es dauert immer noch keine Sekunde.',
  asyncioWithAThread: 'asyncio, mit einem Thread für den Aufruf, der dich warten lässt',
  anEventLoopHas:
    'Eine Ereignisschleife hat einen Thread, und ein Aufruf, der ihn behält, hält jeden Task des Programms an. In einem eigenen Thread wartet der Aufruf, so lange er will, und die Schleife läuft weiter.',
  theCallRunsBeside:
    'Der Aufruf läuft neben deinen Tasks, darum brauchen Daten, die beide anfassen, doch einen Lock. Er lässt sich nicht abbrechen; wer aufgibt, lässt ihn weiterlaufen.',
  theSameThreeCalls:
    'Dieselben drei Aufrufe: In der Schleife warten sie nacheinander, und die Uhr steht still, in Threads überlappen sie sich.',
  aPoolOfProcesses: 'Ein Pool von Prozessen',
  onlyOneThreadOf:
    'Nur ein Thread eines Interpreters rechnet zur selben Zeit, und jeder Prozess hat einen eigenen Interpreter und einen eigenen GIL. So viele davon, wie es Kerne gibt, rechnen im selben Augenblick.',
  processesTakeTimeTo:
    'Prozesse brauchen Zeit zum Starten, und alles, was hinein- oder herausgeht, wird gepickelt und kopiert. Mehr davon als Kerne bringen nichts, und das Programm braucht seinen main-Schutz.',
  theSamePrimesOn: 'Dieselben Primzahlen auf einem Kern und auf allen deinen.',
  processesThatSendWhat: 'Prozesse, die senden, was sie teilen',
  computingNeedsProcessesAnd:
    'Rechnen braucht Prozesse, und Prozesse haben keine gemeinsamen Daten: Was sie teilen, muss gesendet werden, durch eine Queue oder an einen Manager, der es verwahrt. Lass einen Prozess die Daten besitzen und die anderen ihm Änderungen senden.',
  eachAccessToA:
    'Jeder Zugriff auf einen Manager ist eine Nachricht hin und zurück, also halte sie selten. Gemeinsamer Speicher ist schneller, fasst nur Zahlen und Bytes und braucht einen Lock.',
  twoWorkersComputeAnd:
    'Zwei Worker rechnen und senden, was sie gefunden haben; ein Prozess führt die Tabelle, also muss nichts gesperrt werden.',
  threadsForTheWaiting: 'Threads für das Warten, dann Prozesse für das Rechnen',
  eachStageGetsWhat:
    'Jede Stufe bekommt, was sie braucht: Das Warten überlappt sich in Threads, und das Rechnen verteilt sich auf die Kerne. Was angekommen ist, wird gerechnet, während der Rest noch unterwegs ist.',
  twoPoolsAndWhat:
    'Zwei Pools, und was vom einen zum anderen geht, wird gepickelt. Setze eine Grenze dazwischen, sonst füllt eine schnelle erste Stufe den Speicher.',
  fetchThenComputeEight: 'Holen, dann rechnen, achtmal: nacheinander und als zwei Stufen, die sich überlappen.',
  letTheLibraryDo: 'Lass die Bibliothek die Schleife machen; dann miss; vielleicht Threads',
  oneCallOnWhole:
    'Ein Aufruf auf ganzen Arrays ist oft hundertmal so schnell wie eine Schleife über ihre Elemente, und da hält keine Zahl von Kernen mit. Während sie rechnet, lässt eine solche Bibliothek oft den GIL los, also können sich Threads überlappen; dass sie es nicht immer tut und dass dein Teil kein Python ist, zeigt nur ein Profil.',
  theWorkHasTo:
    'Die Arbeit muss in Arrays ausgedrückt werden, und die brauchen Speicher. Manche Bibliotheken benutzen schon von selbst alle Kerne: Ein Pool darum macht es langsamer.',
  theSameLettersCounted:
    'Dieselben Buchstaben, gezählt von einer Schleife in Python und von einem einzigen Methodenaufruf in C.',
  measureFirst: 'Erst messen',
  threadsHelpOnlyWho:
    'Threads helfen nur dem, der wartet, und Prozesse nur dem, der rechnet, darum macht das falsche von beiden ein Programm langsamer und nicht einfacher. Zweimal auf die Uhr sehen, um jede Stufe herum, sagt, was es ist.',
  tenMinutesItMay:
    'Zehn Minuten. Vielleicht zeigt sich auch, dass sich eine Zeile verbessern lässt, und dann muss nichts zugleich laufen.',
  eachStageWithIts:
    'Jede Stufe mit ihrer Zeit, und ob der Prozessor derweil beschäftigt war: Das Bild des Laufs zeigt es auch.',
  aTaskQueueWith: 'Eine Aufgabenqueue, mit Workern auf so vielen Rechnern wie nötig',
  workThatMustOutlive:
    'Arbeit, die ein Programm überleben muss, muss außerhalb davon aufgeschrieben werden: Ein Broker verwahrt die Aufgaben, und Worker auf irgendeinem Rechner nehmen sie. Eine Aufgabe, die nicht fertig wurde, wird noch einmal vergeben, also darf keine schaden, wenn sie zweimal getan wird.',
  aServiceToRun:
    'Ein Dienst, der betrieben und überwacht werden will, etwa Celery, RQ oder Dramatiq mit Redis oder RabbitMQ. Was gesendet wird, muss in eine Nachricht passen, und ein Worker muss von einer neuen Version erfahren.',
  whatSuchAQueue:
    'Was eine solche Queue tut, auf einem Rechner: Zwei Worker nehmen Aufgaben, einer scheitert, und seine Aufgabe wird noch einmal getan.',
};
