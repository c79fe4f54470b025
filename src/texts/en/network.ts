/** The lab network: its hosts, its weather, the requests of a program. */
import { section } from '../section';
import { digits } from '../prose-en';

export const network = section('network', {
  // Hosts
  httpbin: 'answers with what it was asked; /delay/2 takes two seconds, /status/503 fails, /bytes/1000 is that long',
  jsonPlaceholder: 'posts, comments, users and todos as JSON',
  picsum: 'a picture of any size: /800/600',
  github: 'users and repositories as JSON, with a rate limit',
  ipify: 'the address that you call from',
  aPage: 'a page',
  toPython: 'sends you to www.python.org',
  smallPage: 'a small page',
  refuses: 'refuses every connection',
  blackHole: 'never answers, not even to refuse',
  noPages: 'has no pages: everything is 404',
  roundTrip: (time: string) => `a round trip takes ${time}`,
  bandwidth: (kilobytes: number) => `sends ${digits(kilobytes)} kB a second`,
  connectionLimit: (limit: number) => `serves ${limit} ${limit === 1 ? 'connection' : 'connections'} at a time`,
  rateLimit: (requests: number, time: string) => `takes ${requests} requests in ${time}`,
  failureRate: (share: string) => `fails at ${share} of its requests`,
  answersAt: (paths: readonly string[], more: boolean) => `answers at ${paths.join(', ')}${more ? ' and more' : ''}`,

  // Weather
  asDeclared: 'as declared',
  timesAsLong: (factor: string) => `${factor} times as long`,
  timesAsQuick: (factor: string, quick: string) => `${factor} times as long, so ${quick} times as quick`,
  noneFails: 'none fails',
  allFail: 'all fail',
  fail: (share: string) => `${share} fail`,
  fromNext: 'The network from the next request on',
  latency: 'Latency',
  failures: 'Failures',
  labOnly: 'acts on lab hosts only',
  onNext: 'acts on the next request',
  fairWeather: 'Back to fair weather',

  // The panel
  labNetwork: 'Lab network',
  title: 'Network',
  whichHosts: 'Which hosts?',
  hostsTitle: 'Hosts of the lab network',
  emptyText: 'Each request of the program will be a row here, from its connection to its last byte.',
  simulated: 'Simulated hosts in real time; nothing leaves your browser.',
  realOff:
    'Off: nothing leaves your browser. On: requests go to other people’s servers, which see your address; CORS rules apply.',
  inFlight: 'in flight',
  done: 'done',
  failed: 'failed',
  mostAtOnce: 'most at once',
  notListed: 'more, not listed',
  connectingAbout: 'the handshake of a new connection',
  queuedAbout: 'in the host’s backlog: it serves as many connections as it may',
  idleAbout: 'nothing was asked yet',
  waitingAbout: 'from the request to the first byte of its answer',
  receivingAbout: 'from the first byte to the last',
  patterns: 'Patterns of the bars',
  hostsReal:
    'While the real network is on, every name means the real host. A server answers a page only if it allows that (CORS); many interfaces for programs do, most web pages do not. While it is off, programs find these simulated hosts and no others:',
  hostsLab:
    'Simulated hosts in real time: programs find these and no others, and nothing leaves your browser. They behave like the services whose names they bear; what they answer was written for this course.',
  ofLesson: 'Of this lesson',
  alwaysThere: 'Always there',
  realNetworkSwitch: 'Real network',
  real: 'real network',
  lab: 'lab network',
  realOn: (live: boolean) =>
    `${live ? 'From the next run on, requests' : 'Requests'} go to other people’s servers, which see your address; the browser’s CORS rules apply.`,

  // Requests
  connecting: 'connecting',
  queued: 'queued',
  connected: 'connected',
  waiting: 'waiting',
  receiving: 'receiving',
  goesOn: (what: string) => `${what}…`,
  reset: 'connection reset',
  refused: 'connection refused',
  notReached: 'not reached',
  noAddress: 'no such address',
  notAllowed: 'not allowed',
  givenUp: 'given up',
  notUsed: 'not used',
  blockedWhy: 'Browsers let no page make this request, or read its answer.',
  cancelledWhy: 'The program closed the connection before it had its answer: a time-out, a cancelled task, or its end.',
  unusedWhy: 'The program closed the connection without having asked for anything.',
  idleStretch: 'connected and idle',
  waitingStretch: 'waiting for the first byte',
  askedNothing: 'The program has opened connections and asked for nothing.',
  overAtOnce: 'over at once',
  resetIn: (status: number) => `reset in the middle of ${status}`,
  resetWhy: (host: string) => `${host} broke the connection before its answer was complete.`,
  refusedWhy: (host: string, port: number) =>
    `Nobody accepts connections at port ${port} of ${host}, or too many are waiting there.`,
  unreachableWhy: (host: string) => `No host of the lab network has the address ${host}.`,
  errorWhy: (host: string) => `${host} answered, and the answer is an error.`,
  queuedWhy: (host: string) => `${host} serves as many connections as it can; this one waits for its turn.`,
  connectionTo: (port: number) => `connection to port ${port}`,
  began: (at: string, parts: readonly string[]) => `Began at ${at}: ${parts.join(', ') || 'over at once'}.`,
  sentence: (
    total: number,
    to: { readonly host: string } | number,
    mostInFlight: number,
    rest:
      | { readonly underWay: number }
      | { readonly failed: number; readonly ways: string; readonly slowest: string | null },
  ) => {
    const where = typeof to === 'number' ? `${to} hosts` : to.host;
    const together =
      mostInFlight > 1 ? `, at most ${mostInFlight} at the same time` : total > 1 ? ', one at a time' : '';
    const text = `${digits(total)} ${total === 1 ? 'request' : 'requests'} to ${where}${together}`;
    if ('underWay' in rest) return `${text}; ${rest.underWay} under way.`;
    const end =
      rest.failed === 0
        ? total === 1
          ? 'it was answered'
          : 'all were answered'
        : `${rest.failed} failed (${rest.ways})`;
    const slowest =
      rest.slowest === null ? '' : total > 1 ? `; the slowest answer took ${rest.slowest}` : ` in ${rest.slowest}`;
    return `${text}; ${end}${slowest}.`;
  },
  stretch: (time: string, what: string) => `${time} ${what}`,
  requests: 'Requests',
  requestsCaption: 'Requests, in the order in which they began',
  request: 'Request',
  result: 'Result',
  size: 'Size',
  time: 'Time',
  course: 'Course',
  main: 'main',
  dropped: (count: number) => `${digits(count)} earlier requests are counted and no longer listed.`,
  process: (n: number) => `process ${n}`,
  mostInFlight: (count: number) => `${count} in flight`,
});
