import { and, capital, digits, figures, number, times } from '../prose-de';

const PHASES = {
  startUp: 'Start',
  pickling: 'Pickeln',
  transfer: 'Übertragung',
  compute: 'Rechnen',
  waitingForGil: 'Warten auf den GIL',
  waitingForIo: 'Warten auf Ein- und Ausgabe',
  waitingForOthers: 'Warten auf andere',
  idle: 'Schlaf oder nichts zu tun',
} as const;

export const raceWords: typeof import('../en/race-words').raceWords = {
  veryMany: 'sehr viele',
  underTenth: 'weniger als 0,1 %',
  and: and,
  capital: (words) => words,
  range: (from, to) => (from === to ? '' : ` (${from} bis ${to})`),
  timesAsFast: (times, range) => `${times}-mal so schnell${range}`,
  timesAsLong: (times, range) => `braucht ${times}-mal so lange${range}`,
  fastAs: (title, times, first, range) => `${title}: ${times}-mal so schnell wie ${first}${range}.`,
  longAs: (title, times, first, range) => `${title}: braucht ${times}-mal so lange wie ${first}${range}.`,
  timesAsSlow: (times) => `${times}-mal so langsam`,
  justAsFast: 'genauso schnell',
  faster: (share) => `${share} schneller`,
  slower: (share) => `${share} langsamer`,
  anything: (from, to) => `alles von ${from} bis ${to}`,

  calm: 'Schließe andere Programme und Tabs, stecke das Ladegerät ein, lass diesen Tab vorn und starte das Rennen noch einmal mit mehr Durchgängen.',
  bigger: 'Gib den Programmen eine größere Aufgabe, damit sie um ein Vielfaches länger laufen als ein Schritt der Uhr.',
  calmer: (calm) => `Drei Durchgänge können nur zeigen, was sehr deutlich ist. ${calm}`,
  notCompared: (failed) => `${failed}, also wird nicht verglichen`,
  runAlone: 'Führe es allein aus, um zu sehen, was damit nicht stimmt.',
  nothingToCompare: (first, failed) => `nichts zum Vergleichen, denn bei ${first}: ${failed}`,
  runFirstAlone: (first) => `Führe ${first} allein aus, um zu sehen, was damit nicht stimmt.`,
  tooFewTrials: (who, trials) =>
    `nicht genug Durchgänge für einen Vergleich: ${who} hat ${trials === 0 ? 'keinen Durchgang, der zählt' : trials === 1 ? 'nur einen Durchgang, der zählt' : `nur ${digits(trials)} Durchgänge, die zählen`}`,
  raceToEnd: (least) =>
    `Starte das Rennen noch einmal und lass es zu Ende gehen: ${least} Durchgänge sind das Mindeste.`,
  tooShort: (step) => `zu kurz zum Messen: Die Uhr geht hier in Schritten von ${step}`,
  lessThanMatters: 'kein Unterschied, der zählt: weniger als 3 % in beide Richtungen',
  noneThatMatters: (open) => `kein Unterschied, der zählt: ${open}`,
  sureNotHowMuch: (faster) =>
    `Dass es ${faster ? 'schneller' : 'langsamer'} ist, steht fest; um wie viel, nicht. Mehr Durchgänge würden es zeigen.`,
  tooNoisy: (open) => `zu verrauscht für einen Schluss: ${open}`,
  noneToShow: (trials, open) =>
    `kein Unterschied, den diese ${trials === null ? '' : `${trials} `}Durchgänge zeigen können: ${open}`,
  failedAlways: 'in jedem Durchgang fehlgeschlagen',
  failedIn: (failures, trials) => `in ${failures} von ${digits(trials)} Durchgängen fehlgeschlagen`,

  stopped: 'Das Rennen wurde vor dem letzten Durchgang angehalten.',
  raceAgain: 'Starte das Rennen noch einmal und lass es zu Ende gehen.',
  failures: (count, who, problem) =>
    `${figures(count, 'Durchgang', 'Durchgänge')} von ${and(who)} ${count === 1 ? 'ist' : 'sind'} fehlgeschlagen${problem === null ? '.' : `: ${problem}`}`,
  runToSee: 'Führe es allein aus, um zu sehen, was nicht stimmt.',
  clockStep: (step, who) => `Die Uhr geht hier in Schritten von ${step}, das ist grob für die Zeiten von ${and(who)}.`,
  biggerTask: (isolated) =>
    `Gib den Programmen eine größere Aufgabe${isolated ? '.' : ', oder öffne die Seite außerhalb dieses Rahmens, wo die Uhr feiner ist.'}`,
  slowedDown: (share) =>
    `Der Rechner wurde während des Rennens langsamer: Dieselbe Arbeit dauerte am Ende ${share} länger.`,
  letRest:
    'Vielleicht ist er warm oder schont den Akku: Stecke das Ladegerät ein, lass ihn eine Minute ruhen und starte das Rennen noch einmal.',
  gotFaster: (share) => `Die Arbeit ging während des Rennens schneller: Am Ende dauerte sie ${share} weniger.`,
  moreWarmUps: 'Die Programme liefen sich noch warm: Starte das Rennen noch einmal mit mehr Aufwärmrunden.',
  calmNow: 'Zuerst hat etwas anderes den Rechner beschäftigt: Starte das Rennen noch einmal, jetzt ist er ruhig.',
  disturbed: (count) =>
    `${count === 1 ? 'Ein Durchgang wurde' : `${capital(number(count))} Durchgänge wurden`} gestört, weil dieser Tab verborgen war oder warten musste, und ${count === 1 ? 'zählt' : 'zählen'} nicht.`,
  keepInFront: 'Lass diesen Tab vorn, solange ein Rennen läuft.',
  paused: (pauses) => `Das Rennen hat ${times(pauses)} pausiert, weil dieser Tab verborgen war.`,
  busyMachine: (slow, trials, factor) =>
    `Vor ${slow} von ${digits(trials)} Durchgängen war der Rechner mit etwas anderem beschäftigt: Gleichbleibende Arbeit dauerte bis zu ${factor}-mal so lange wie im besten Fall.`,
  closeOthers: 'Schließe andere Programme und Tabs und starte das Rennen noch einmal.',
  fewCores: (cores) =>
    cores === 1
      ? 'Dieser Browser sagt, der Rechner habe einen Kern: Hier kann nichts zugleich mit etwas anderem laufen.'
      : `Dieser Browser sagt, der Rechner habe ${number(cores)} Kerne: Mehr Worker als das teilen sie sich.`,
  fewTrials: (trials) =>
    `Mit ${figures(trials, 'Durchgang', 'Durchgängen')} von jedem sind nur große Unterschiede vom Zufall zu unterscheiden.`,
  fiveTrials: 'Fünf Durchgänge sind üblich; zehn zeigen kleinere Unterschiede.',
  oneOutlier: (title, time) => `Ein Durchgang von ${title} dauerte ${time}, weit weg von den anderen.`,
  outliers: (count, who) =>
    `${capital(number(count))} Durchgänge von ${and(who)} dauerten viel länger oder kürzer als die anderen.`,
  outliersCount: 'Sie zählen mit, und der Median verträgt sie; mit mehr Durchgängen wiegen sie weniger.',
  notIsolated:
    'Diese Seite ist nicht von anderen isoliert, darum ist ihre Uhr gröber, und ihre Threads wechseln nur dort, wo sie warten.',
  ownTab: 'Öffne sie in einem eigenen Tab.',

  noSize: (first, second) => `Es gibt keine Größe, bei der ${first} und ${second} beide eine Zeit haben.`,
  atSize: (size) => `bei ${size}`,
  fromSize: (from, to) => `von ${from} bis ${to}`,
  alwaysFaster: (second, sizes) => `${capital(second)}: bei allen gemessenen Größen schneller, ${sizes}.`,
  neverFaster: (second, sizes) => `${capital(second)}: bei den gemessenen Größen nie schneller, ${sizes}.`,
  sizeUnclear: (second) =>
    `${capital(second)}: Ab welcher Größe es sich lohnt, können diese Durchgänge nicht sagen. Mehr Durchgänge oder weiter auseinander liegende Größen würden es zeigen.`,
  lessThan: (size) => `weniger als ${size}`,
  moreThan: (size) => `mehr als ${size}`,
  fasterFrom: (second, size, range, first, time) =>
    `${capital(second)}: schneller ab etwa ${size}${range}. Dort braucht ${first} etwa ${time}.`,
  fasterUpTo: (second, size, range, first, time) =>
    `${capital(second)}: nur bis etwa ${size} schneller${range}. Dort braucht ${first} etwa ${time}.`,

  otherCores: (now, before) => `${now} ${now === 1 ? 'Kern' : 'Kerne'} statt ${before}`,
  otherBrowser: (now, before) => `${now || 'ein Browser ohne Namen'} statt ${before || 'eines ohne Namen'}`,
  nowIsolated: 'eine isolierte Seite statt einer nicht isolierten',
  nowNotIsolated: 'eine nicht isolierte Seite statt einer isolierten',
  otherMachine: (differences) => `Das war nicht derselbe Rechner: ${and(differences)}.`,
  tooFewSinceLast: 'Es gibt zu wenige Durchgänge für einen Vergleich mit dem letzten Mal.',
  asLastTime: 'So schnell wie beim letzten Mal.',
  allAsLastTime: 'Alle so schnell wie beim letzten Mal.',
  allFaster: (faster) => `Alles war ${faster} beim letzten Mal: Der Rechner war weniger beschäftigt oder ein anderer.`,
  allLonger: (longer) =>
    `Alles dauerte ${longer} beim letzten Mal: Der Rechner war stärker beschäftigt, sparte Strom oder war ein anderer.`,
  wasFaster: (title, faster) => `${title} war ${faster} beim letzten Mal`,
  tookLonger: (title, longer) => `${title} dauerte ${longer} beim letzten Mal`,
  changed: (each, others) =>
    `${capital(and(each))}${others === 0 ? '' : `; ${others === 1 ? 'der andere' : 'die anderen'} gleich schnell`}.`,
  timesFasterThan: (times) => `${times}-mal so schnell wie`,
  fasterThan: (share) => `${share} schneller als`,
  timesLongerThan: (times) => `${times}-mal so lange wie`,
  longerThan: (share) => `${share} länger als`,

  nothingRaced: 'Kein Rennen wurde gestartet.',
  noTrialYet: 'Noch ist kein Durchgang zu Ende.',
  ranTimes: (title, count) => `${title} lief ${digits(count)}-mal.`,
  twoFastest: (lead, base) =>
    `${and(lead)} sind die schnellsten, etwa gleich schnell, und beide schneller als ${base}.`,
  allFailed: (who) => `${and(who)}: fehlgeschlagen, also gibt es nichts zu vergleichen.`,
  tooFewYet: 'Es gibt noch nicht genug Durchgänge für einen Vergleich.',
  allNoisy: 'Diese Durchgänge sind zu verrauscht für einen Schluss.',
  baseFastest: (base) => `Am schnellsten ist ${base}.`,
  noDifference: (who) => `Kein Unterschied zwischen ${and(who)}, der zählt oder sich zeigen lässt.`,
  noisy: 'zu verrauscht',
  tooFew: 'nicht genug Durchgänge',
  failed: 'fehlgeschlagen',
  noneFaster: (base) => `Von keinem ist gezeigt, dass es schneller ist als ${base}.`,
  noneCompared: (base, left) => `Es gibt nichts, das sich mit ${base} vergleichen lässt: ${and(left)}.`,
  noneOfFaster: (base, compared, left) =>
    `Was sich mit ${base} vergleichen ließ, ist ${and(compared)}: Von keinem ist gezeigt, dass es schneller ist; nicht verglichen: ${and(left)}.`,
  predictedOther: (title, fastest) => `Du hast ${title} vorhergesagt; am schnellsten war ${fastest}.`,
  predicted: (title) => `Du hast ${title} vorhergesagt, und so war es.`,
  predictedTimes: (title, said, measured) =>
    `Du hast ${title} vorhergesagt, und so war es: Vorhergesagt war ${said}-mal so schnell, gemessen wurde ${measured}.`,
  predictedOtherTimes: (title, said, measured) =>
    `Du hast ${title} richtig vorhergesagt, aber vorhergesagt war ${said}-mal so schnell, gemessen wurde ${measured}.`,

  noneFasterThanOne: 'Keine Anzahl von Workern war schneller als einer.',
  bestWorkers: (workers, times) =>
    `Mit ${workers} Workern war es am schnellsten: ${times}-mal so schnell wie mit einem.`,
  tooFewWorkers: 'Zu wenige Anzahlen von Workern wurden gemessen, um zu sagen, was bremst: Drei sind das Mindeste.',
  neitherLaw:
    'Die Zeiten folgen keinem der beiden Gesetze, darum lässt sich kein serieller Anteil ablesen: Sie sind vielleicht zu verrauscht, oder die Aufgabe lässt sich nicht gleichmäßig teilen.',
  everyWorkerSlower: 'Jeder weitere Worker macht es langsamer: Jeder kostet mehr, als er bringt.',
  slowerBeyond: (workers) =>
    `Jenseits von ${workers} Workern wird es langsamer: Jeder weitere kostet mehr, als er bringt.`,
  eachCosts: (share, serial) =>
    `Jeder weitere Worker kostet etwa ${share} der Zeit eines einzigen, für die Absprache mit den anderen; etwa ${serial} der Arbeit hat ein Worker allein getan.`,
  noGainBeyond: (cores) =>
    `Jenseits von ${cores === 1 ? 'einem Worker' : `${digits(cores)} Workern`} gibt es keinen Gewinn: Dieser Browser sagt, der Rechner habe ${cores === 1 ? 'einen Kern, den' : `${digits(cores)} Kerne, die`} sie sich teilen.`,
  serialUnclear: (from, to) =>
    `Welchen Anteil der Arbeit ein Worker allein getan hat, können diese Zeiten nicht sagen: alles von ${from} bis ${to}. Mehr Durchgänge würden es zeigen.`,
  sharedNothing: 'Die Worker haben sich die Arbeit nicht geteilt: Sie dauerte so lange wie mit einem.',
  sharedAll: 'Fast die ganze Arbeit haben sich die Worker geteilt.',
  sharedNearlyAll: (most) =>
    `Fast die ganze Arbeit haben sich die Worker geteilt: Höchstens ${most} hat einer allein getan.`,
  serial: (share, range, most) =>
    `Etwa ${share} der Arbeit hat ein Worker allein getan${range}; keine Anzahl von Workern würde es mehr als ${most}-mal so schnell machen.`,

  ofKilled: (processes, all) => `${processes} von ${all} Prozessen (die anderen wurden beendet)`,
  atOnceOf: (atOnce, all) => `${atOnce === 1 ? 'einem Prozess' : `${atOnce} Prozessen`} zugleich, von ${all}`,
  threadsOfProcesses: 'was die Prozesse für ihre Threads brauchten, lässt sich vom Übrigen nicht unterscheiden',
  threadsOrTasks: 'was die Threads nahmen, lässt sich nicht von dem unterscheiden, was die Tasks nahmen',
  notMoreThan: (size) => `höchstens ${size}`,
  about: (size) => `etwa ${size}`,
  fromTo: (from, to) => `${from} bis ${to}`,
  eachThread: (size, threads) => `${size} für jeden von ${threads} Threads`,
  thousandTasks: (size, atOnce) => `${size} für tausend Tasks (${atOnce} zugleich)`,
  sizes:
    'Gezählt sind die WebAssembly-Speicher der Interpreter, die um je ein Fünftel wachsen und nie schrumpfen; was der Browser daneben braucht, für Stacks und übersetzten Code, verrät er nicht.',
  reach:
    'Für Threads und Tasks: um wie viel der Heap des Interpreters länger wurde, geteilt durch die Zahl derer, die zugleich lebten, mit allem, was sie und das Programm behielten.',
  holds: (title, size, of) => `${title} belegt ${size} in ${of}.`,
  holdAlike: (size) => `Alle belegen etwa gleich viel: höchstens ${size}.`,
  holdsTimes: (title, times, first, size, of, each) =>
    `${title} belegt ${times}-mal so viel Speicher wie ${first}: ${size} in ${of}${each === null ? '' : `, je ${each}`}.`,

  phase: (phase) => PHASES[phase],

  contestant: 'Teilnehmer',
  trials: 'Durchgänge',
  median: 'Median',
  quartiles: 'Quartile',
  speedUp: 'Beschleunigung',
  interval: '95-%-Intervall',
  verdict: 'Urteil',
  comparedWith: 'womit die anderen verglichen werden',
  memory: 'Speicher',
  in: 'In',
  perProcess: 'Je Prozess',
  needed: 'Gebraucht',
  eachColumn: 'Je Thread oder 1.000 Tasks',
  source: 'Quelle',
  wasmMemory: 'WebAssembly-Speicher',
  trialsFailed: (trials, failed) => `${trials} (${failed} fehlgeschlagen)`,

  notResult: 'Diese Datei ist nicht das Ergebnis eines Rennens von Interleave.',
  newerFormat: (format) =>
    `Dieses Ergebnis hat das Format ${format}, und dieses Interleave liest Format 1: Ein neueres ist nötig.`,
  tooLarge: (contestants, trials) =>
    `Dieses Ergebnis ist zu groß: Es darf ${contestants} Teilnehmer und ${trials} Durchgänge enthalten.`,
  damaged: (path) =>
    `Dieses Ergebnis ist beschädigt: ${path === null ? 'Es' : `„${path}“`} ist nicht, was es sein sollte.`,
  impossible: (problem) => `Dieses Ergebnis kann nicht sein: ${problem}.`,
  fileTooLarge: 'Diese Datei ist zu groß, um das Ergebnis eines Rennens zu sein.',
  notJson: 'Diese Datei ist nicht das Ergebnis eines Rennens: Sie ist kein JSON, oder ein Teil davon fehlt.',
  sameId: 'zwei Teilnehmer haben dieselbe Kennung',
  strayTrial: (name) => `ein Durchgang gehört zu „${name}“, und das ist kein Teilnehmer`,
  sameOrder: (order) => `zwei Durchgänge haben denselben Platz ${order} in der Reihenfolge`,
  noTime: (order) => `Durchgang ${order} endete ohne Zeit`,
  failedWithTime: (order) => `Durchgang ${order} schlug fehl und hat eine Zeit`,
  strayPrediction: 'die Vorhersage nennt keinen Teilnehmer',
  strayReference: (name) => `ein Vergleichswert gilt „${name}“, und das ist kein Teilnehmer`,
};
