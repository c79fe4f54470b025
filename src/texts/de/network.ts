import { digits, figures } from '../prose-de';

export const network: typeof import('../en/network').network = {
  httpbin:
    'antwortet mit dem, was gefragt wurde; /delay/2 dauert zwei Sekunden, /status/503 schlägt fehl, /bytes/1000 ist so lang',
  jsonPlaceholder: 'Beiträge, Kommentare, Benutzer und Aufgaben als JSON',
  picsum: 'ein Bild beliebiger Größe: /800/600',
  github: 'Benutzer und Repositorys als JSON, mit begrenzter Rate',
  ipify: 'die Adresse, von der du anfragst',
  aPage: 'eine Seite',
  toPython: 'schickt dich zu www.python.org',
  smallPage: 'eine kleine Seite',
  refuses: 'lehnt jede Verbindung ab',
  blackHole: 'antwortet nie, nicht einmal ablehnend',
  noPages: 'hat keine Seiten: alles ist 404',
  roundTrip: (time) => `hin und zurück dauert es ${time}`,
  bandwidth: (kilobytes) => `sendet ${digits(kilobytes)} kB in der Sekunde`,
  connectionLimit: (limit) => `bedient ${limit} ${limit === 1 ? 'Verbindung' : 'Verbindungen'} zugleich`,
  rateLimit: (requests, time) => `nimmt ${requests} Anfragen in ${time} an`,
  failureRate: (share) => `scheitert bei ${share} der Anfragen`,
  answersAt: (paths, more) => `antwortet unter ${paths.join(', ')}${more ? ' und weiteren' : ''}`,

  asDeclared: 'wie angegeben',
  timesAsLong: (factor) => `${factor}-mal so lange`,
  timesAsQuick: (factor, quick) => `${factor}-mal so lange, also ${quick}-mal so schnell`,
  noneFails: 'keine scheitert',
  allFail: 'alle scheitern',
  fail: (share) => `${share} scheitern`,
  fromNext: 'Das Netz von der nächsten Anfrage an',
  latency: 'Latenz',
  failures: 'Fehler',
  labOnly: 'wirkt nur auf Labor-Hosts',
  onNext: 'wirkt auf die nächste Anfrage',
  fairWeather: 'Zurück zu gutem Wetter',

  labNetwork: 'Labornetz',
  title: 'Netz',
  whichHosts: 'Welche Hosts?',
  hostsTitle: 'Hosts des Labornetzes',
  emptyText: 'Jede Anfrage des Programms wird hier eine Zeile, von ihrer Verbindung bis zum letzten Byte.',
  simulated: 'Simulierte Hosts in Echtzeit; nichts verlässt deinen Browser.',
  realOff:
    'Aus: Nichts verlässt deinen Browser. An: Anfragen gehen an fremde Server, die deine Adresse sehen; es gelten die CORS-Regeln.',
  inFlight: 'unterwegs',
  done: 'fertig',
  failed: 'gescheitert',
  mostAtOnce: 'höchstens zugleich',
  notListed: 'weitere, nicht gelistet',
  connectingAbout: 'der Handshake einer neuen Verbindung',
  queuedAbout: 'in der Warteliste des Hosts: er bedient so viele Verbindungen, wie er darf',
  idleAbout: 'noch wurde nichts gefragt',
  waitingAbout: 'von der Anfrage bis zum ersten Byte der Antwort',
  receivingAbout: 'vom ersten Byte bis zum letzten',
  patterns: 'Muster der Balken',
  hostsReal:
    'Solange das echte Netz an ist, meint jeder Name den echten Host. Ein Server antwortet einer Seite nur, wenn er das erlaubt (CORS); viele Schnittstellen für Programme tun das, die meisten Webseiten nicht. Solange es aus ist, finden Programme diese simulierten Hosts und keine anderen:',
  hostsLab:
    'Simulierte Hosts in Echtzeit: Programme finden diese und keine anderen, und nichts verlässt deinen Browser. Sie verhalten sich wie die Dienste, deren Namen sie tragen; was sie antworten, wurde für diesen Kurs geschrieben.',
  ofLesson: 'Dieser Lektion',
  alwaysThere: 'Immer da',
  realNetworkSwitch: 'Echtes Netz',
  real: 'echtes Netz',
  lab: 'Labornetz',
  realOn: (live) =>
    `${live ? 'Vom nächsten Lauf an gehen Anfragen' : 'Anfragen gehen'} an fremde Server, die deine Adresse sehen; es gelten die CORS-Regeln des Browsers.`,

  connecting: 'verbindet',
  queued: 'wartet in der Reihe',
  connected: 'verbunden',
  waiting: 'wartet',
  receiving: 'empfängt',
  goesOn: (what) => `${what} …`,
  reset: 'Verbindung abgebrochen',
  refused: 'Verbindung abgelehnt',
  notReached: 'nicht erreicht',
  noAddress: 'keine solche Adresse',
  notAllowed: 'nicht erlaubt',
  givenUp: 'aufgegeben',
  notUsed: 'nicht benutzt',
  blockedWhy: 'Browser erlauben keiner Seite, diese Anfrage zu stellen oder ihre Antwort zu lesen.',
  cancelledWhy:
    'Das Programm hat die Verbindung geschlossen, bevor die Antwort da war: ein Timeout, ein abgebrochener Task oder sein Ende.',
  unusedWhy: 'Das Programm hat die Verbindung geschlossen, ohne etwas gefragt zu haben.',
  idleStretch: 'verbunden und untätig',
  waitingStretch: 'gewartet auf das erste Byte',
  askedNothing: 'Das Programm hat Verbindungen geöffnet und nichts gefragt.',
  overAtOnce: 'sofort vorbei',
  resetIn: (status) => `mitten in ${status} abgebrochen`,
  resetWhy: (host) => `${host} hat die Verbindung abgebrochen, bevor die Antwort vollständig war.`,
  refusedWhy: (host, port) => `An Port ${port} von ${host} nimmt niemand Verbindungen an, oder zu viele warten dort.`,
  unreachableWhy: (host) => `Kein Host des Labornetzes hat die Adresse ${host}.`,
  errorWhy: (host) => `${host} hat geantwortet, und die Antwort ist ein Fehler.`,
  queuedWhy: (host) => `${host} bedient so viele Verbindungen, wie er kann; diese wartet, bis sie an der Reihe ist.`,
  connectionTo: (port) => `Verbindung zu Port ${port}`,
  began: (at, parts) => `Begonnen bei ${at}: ${parts.join(', ') || 'sofort vorbei'}.`,
  sentence: (total, to, mostInFlight, rest) => {
    const where = typeof to === 'number' ? `${to} Hosts` : to.host;
    const together =
      mostInFlight > 1 ? `, höchstens ${mostInFlight} zugleich` : total > 1 ? ', eine nach der anderen' : '';
    const text = `${figures(total, 'Anfrage', 'Anfragen')} an ${where}${together}`;
    if ('underWay' in rest) return `${text}; ${rest.underWay} unterwegs.`;
    const within = rest.slowest !== null && total === 1 ? ` nach ${rest.slowest}` : '';
    const end =
      rest.failed === 0
        ? total === 1
          ? `sie wurde${within} beantwortet`
          : 'alle wurden beantwortet'
        : `${rest.failed} gescheitert${within} (${rest.ways})`;
    return `${text}; ${end}${rest.slowest !== null && total > 1 ? `; die langsamste Antwort dauerte ${rest.slowest}` : ''}.`;
  },
  stretch: (time, what) => `${time} ${what}`,
  requests: 'Anfragen',
  requestsCaption: 'Anfragen, in der Reihenfolge, in der sie begannen',
  request: 'Anfrage',
  result: 'Ergebnis',
  size: 'Größe',
  time: 'Zeit',
  course: 'Verlauf',
  main: 'Haupt',
  dropped: (count) => `${digits(count)} frühere Anfragen sind gezählt und nicht mehr gelistet.`,
  process: (n) => `Prozess ${n}`,
  mostInFlight: (count) => `${count} unterwegs`,
};
