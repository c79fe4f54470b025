/** What is said of races: verdicts, warnings, curves, break-even points, memory, comparisons with earlier results. */
import { section } from '../section';
import { and, capital, digits, number } from '../prose-en';

const PHASES = {
  startUp: 'start-up',
  pickling: 'pickling',
  transfer: 'transfer',
  compute: 'compute',
  waitingForGil: 'waiting for the GIL',
  waitingForIo: 'waiting for I/O',
  waitingForOthers: 'waiting for others',
  idle: 'asleep or idle',
} as const;

export const raceWords = section('raceWords', {
  // Figures
  veryMany: 'very many',
  underTenth: 'less than 0.1 %',
  and: and,
  /** What begins a sentence in English. */
  capital: capital,
  range: (from: string, to: string) => (from === to ? '' : ` (${from} to ${to})`),
  timesAsFast: (times: string, range: string) => `${times} times as fast${range}`,
  timesAsLong: (times: string, range: string) => `takes ${times} times as long${range}`,
  fastAs: (title: string, times: string, first: string, range: string) =>
    `${title}: ${times} times as fast as ${first}${range}.`,
  longAs: (title: string, times: string, first: string, range: string) =>
    `${title}: takes ${times} times as long as ${first}${range}.`,
  timesAsSlow: (times: string) => `${times} times as slow`,
  justAsFast: 'just as fast',
  faster: (share: string) => `${share} faster`,
  slower: (share: string) => `${share} slower`,
  anything: (from: string, to: string) => `anything from ${from} to ${to}`,

  // Verdicts
  calm: 'Close other programs and tabs, plug in the charger, keep this tab in front, and race again with more trials.',
  bigger: 'Give the programs a bigger task, so that they run for longer than the clock’s step many times over.',
  calmer: (calm: string) => `Three trials can show only what is very plain. ${calm}`,
  notCompared: (failed: string) => `${failed}, so it is not compared`,
  runAlone: 'Run it alone to see what is wrong with it.',
  nothingToCompare: (first: string, failed: string) => `nothing to compare it with, because ${first} ${failed}`,
  runFirstAlone: (first: string) => `Run ${first} alone to see what is wrong with it.`,
  tooFewTrials: (who: string, trials: number) =>
    `not enough trials to compare: ${who} has ${digits(trials)} ${trials === 1 ? 'trial that counts' : 'trials that count'}`,
  raceToEnd: (least: number) => `Race again and let it end: ${least} trials are the least.`,
  tooShort: (step: string) => `too short to measure: the clock here moves in steps of ${step}`,
  lessThanMatters: 'no difference that matters: less than 3 % either way',
  noneThatMatters: (open: string) => `no difference that matters: ${open}`,
  sureNotHowMuch: (faster: boolean) =>
    `That it is ${faster ? 'faster' : 'slower'} is sure; by how much is not. More trials would tell.`,
  tooNoisy: (open: string) => `too noisy to conclude: ${open}`,
  noneToShow: (trials: number | null, open: string) =>
    `no difference that ${trials === null ? 'these' : `these ${trials}`} trials can show: ${open}`,
  failedAlways: 'failed in every trial',
  failedIn: (failures: number, trials: number) =>
    `failed in ${failures} of ${digits(trials)} ${trials === 1 ? 'trial' : 'trials'}`,

  // Warnings
  stopped: 'The race was stopped before its last trial.',
  raceAgain: 'Race again and let it end.',
  failures: (count: number, who: readonly string[], problem: string | null) =>
    `${digits(count)} ${count === 1 ? 'trial' : 'trials'} of ${and(who)} failed${problem === null ? '.' : `: ${problem}`}`,
  runToSee: 'Run it alone to see what is wrong.',
  clockStep: (step: string, who: readonly string[]) =>
    `The clock here moves in steps of ${step}, which is coarse for the times of ${and(who)}.`,
  biggerTask: (isolated: boolean) =>
    `Give the programs a bigger task${isolated ? '.' : ', or open the page outside of this frame, where the clock is finer.'}`,
  slowedDown: (share: string) =>
    `The machine slowed down while the race went on: the same work took ${share} longer at the end.`,
  letRest: 'It may be warm or save its battery: plug in the charger, let it rest for a minute, and race again.',
  gotFaster: (share: string) => `Work got faster while the race went on: it took ${share} less time at the end.`,
  moreWarmUps: 'The programs were still warming up: race again with more warm-ups.',
  calmNow: 'Something else kept the machine busy at first: race again now that it is calm.',
  disturbed: (count: number) =>
    `${capital(number(count))} ${count === 1 ? 'trial was' : 'trials were'} disturbed, because this tab was hidden or kept waiting, and ${count === 1 ? 'is' : 'are'} not counted.`,
  keepInFront: 'Keep this tab in front while a race goes on.',
  paused: (pauses: number) =>
    `The race paused ${pauses === 1 ? 'once' : `${number(pauses)} times`}, because this tab was hidden.`,
  busyMachine: (slow: number, trials: number, factor: string) =>
    `Before ${slow} of ${digits(trials)} ${trials === 1 ? 'trial' : 'trials'} the machine was busy with something else: fixed work took up to ${factor} times as long as at its best.`,
  closeOthers: 'Close other programs and tabs, and race again.',
  fewCores: (cores: number) =>
    cores === 1
      ? 'This browser says that the machine has one core: nothing here can run at the same time as anything else.'
      : `This browser says that the machine has ${number(cores)} cores: more workers than that share them.`,
  fewTrials: (trials: number) =>
    `With ${digits(trials)} ${trials === 1 ? 'trial' : 'trials'} of each, only large differences can be told from chance.`,
  fiveTrials: 'Five trials are usual; ten tell smaller differences.',
  oneOutlier: (title: string, time: string) => `One trial of ${title} took ${time}, far from its others.`,
  outliers: (count: number, who: readonly string[]) =>
    `${capital(number(count))} trials of ${and(who)} took far longer or shorter than their others.`,
  outliersCount: 'They are counted, and the median bears them; more trials make them weigh less.',
  notIsolated:
    'This page is not isolated from others, so its clock is coarser and its threads switch only where they wait.',
  ownTab: 'Open it in a tab of its own.',

  // Sizes
  noSize: (first: string, second: string) => `There is no size at which both ${first} and ${second} have a time.`,
  atSize: (size: string) => `at ${size}`,
  fromSize: (from: string, to: string) => `from ${from} to ${to}`,
  alwaysFaster: (second: string, sizes: string) => `${capital(second)}: faster at all sizes measured, ${sizes}.`,
  neverFaster: (second: string, sizes: string) => `${capital(second)}: never faster in the sizes measured, ${sizes}.`,
  sizeUnclear: (second: string) =>
    `${capital(second)}: from which size on it is worth it, these trials cannot say. More trials, or sizes that lie further apart, would tell.`,
  lessThan: (size: string) => `less than ${size}`,
  moreThan: (size: string) => `more than ${size}`,
  fasterFrom: (second: string, size: string, range: string, first: string, time: string) =>
    `${capital(second)}: faster from about ${size} on${range}. There ${first} takes about ${time}.`,
  fasterUpTo: (second: string, size: string, range: string, first: string, time: string) =>
    `${capital(second)}: faster only up to about ${size}${range}. There ${first} takes about ${time}.`,

  // Against an earlier result
  otherCores: (now: number, before: number) => `${now} ${now === 1 ? 'core' : 'cores'} instead of ${before}`,
  otherBrowser: (now: string, before: string) =>
    `${now || 'a browser without a name'} instead of ${before || 'one without a name'}`,
  nowIsolated: 'an isolated page instead of one that was not',
  nowNotIsolated: 'a page that is not isolated instead of one that was',
  otherMachine: (differences: readonly string[]) => `This was not the same machine: ${and(differences)}.`,
  tooFewSinceLast: 'There are too few trials to compare with last time.',
  asLastTime: 'As fast as last time.',
  allAsLastTime: 'All as fast as last time.',
  allFaster: (faster: string) => `Everything was ${faster} last time: the machine was less busy, or another one.`,
  allLonger: (longer: string) =>
    `Everything took ${longer} last time: the machine was busier or saving power, or another one.`,
  wasFaster: (title: string, faster: string) => `${title} was ${faster} last time`,
  tookLonger: (title: string, longer: string) => `${title} took ${longer} last time`,
  changed: (each: readonly string[], others: number) =>
    `${capital(and(each))}${others === 0 ? '' : `; the ${others === 1 ? 'other' : 'others'} as fast`}.`,
  timesFasterThan: (times: string) => `${times} times as fast as`,
  fasterThan: (share: string) => `${share} faster than`,
  timesLongerThan: (times: string) => `${times} times as long as`,
  longerThan: (share: string) => `${share} longer than`,

  // Headlines
  nothingRaced: 'Nothing was raced.',
  noTrialYet: 'No trial has ended yet.',
  ranTimes: (title: string, count: number) => `${title} ran ${digits(count)} ${count === 1 ? 'time' : 'times'}.`,
  twoFastest: (lead: readonly string[], base: string) =>
    `${and(lead)} are the fastest, about alike, and both are faster than ${base}.`,
  allFailed: (who: readonly string[]) => `${and(who)} failed, so there is nothing to compare.`,
  tooFewYet: 'There are not enough trials yet to compare anything.',
  allNoisy: 'These trials are too noisy to conclude.',
  baseFastest: (base: string) => `${base} is the fastest.`,
  noDifference: (who: readonly string[]) => `No difference between ${and(who)} that matters or can be shown.`,
  noisy: 'too noisy to tell',
  tooFew: 'not enough trials',
  failed: 'failed',
  noneFaster: (base: string) => `None is shown to be faster than ${base}.`,
  noneCompared: (base: string, left: readonly string[]) => `There is nothing to compare with ${base}: ${and(left)}.`,
  noneOfFaster: (base: string, compared: readonly string[], left: readonly string[]) =>
    `Of those that could be compared with ${base}, ${and(compared)}, none is shown to be faster; not compared: ${and(left)}.`,
  predictedOther: (title: string, fastest: string) => `You predicted ${title}; ${fastest} was the fastest.`,
  predicted: (title: string) => `You predicted ${title}, and so it was.`,
  predictedTimes: (title: string, said: string, measured: string) =>
    `You predicted ${title}, and so it was: ${said} times as fast was the prediction, ${measured} was measured.`,
  predictedOtherTimes: (title: string, said: string, measured: string) =>
    `You predicted ${title} rightly, but ${said} times as fast was the prediction, ${measured} was measured.`,

  // Curves
  noneFasterThanOne: 'No number of workers was faster than one.',
  bestWorkers: (workers: string, times: string) =>
    `With ${workers} workers it was the fastest: ${times} times as fast as with one.`,
  tooFewWorkers: 'Too few numbers of workers were measured to say what holds it back: three are the least.',
  neitherLaw:
    'The times follow neither law, so no serial share can be read from them: they may be too noisy, or the task may not divide evenly.',
  everyWorkerSlower: 'Every further worker makes it slower: each costs more than it brings.',
  slowerBeyond: (workers: string) =>
    `Beyond ${workers} workers it gets slower: each further one costs more than it brings.`,
  eachCosts: (share: string, serial: string) =>
    `Each further worker costs about ${share} of the time of one, for talking to the others; about ${serial} of the work was done by one worker alone.`,
  noGainBeyond: (cores: number) =>
    `Beyond ${cores === 1 ? 'one worker' : `${digits(cores)} workers`} there is no gain: this browser says that the machine has ${cores === 1 ? 'one core' : `${digits(cores)} cores`}, which they share.`,
  serialUnclear: (from: string, to: string) =>
    `What share of the work was done by one worker alone, these times cannot say: anything from ${from} to ${to}. More trials would tell.`,
  sharedNothing: 'The workers shared nothing of the work: it took as long as with one.',
  sharedAll: 'Nearly all of the work was shared by the workers.',
  sharedNearlyAll: (most: string) =>
    `Nearly all of the work was shared by the workers: at most ${most} was done by one alone.`,
  serial: (share: string, range: string, most: string) =>
    `About ${share} of the work was done by one worker alone${range}; no number of workers would make it more than ${most} times as fast.`,

  // Memory
  ofKilled: (processes: number, all: number) => `${processes} of ${all} processes (the others were killed)`,
  atOnceOf: (atOnce: number, all: number) =>
    `${atOnce === 1 ? 'one process' : `${atOnce} processes`} at once, of ${all}`,
  threadsOfProcesses: 'what its processes needed for their threads cannot be told from the rest',
  threadsOrTasks: 'what its threads took cannot be told from what its tasks took',
  notMoreThan: (size: string) => `not more than ${size}`,
  about: (size: string) => `about ${size}`,
  fromTo: (from: string, to: string) => `${from} to ${to}`,
  eachThread: (size: string, threads: string) => `${size} for each of ${threads} threads`,
  thousandTasks: (size: string, atOnce: string) => `${size} for a thousand tasks (${atOnce} at once)`,
  sizes:
    'Counted are the WebAssembly memories of the interpreters, which grow by a fifth at a time and never shrink; what the browser needs beside them, for stacks and compiled code, it does not tell.',
  reach:
    'For threads and tasks: how much longer the interpreter’s heap became, divided by how many were alive at once, with all that they and the program kept.',
  holds: (title: string, size: string, of: string) => `${title} holds ${size} in ${of}.`,
  holdAlike: (size: string) => `All hold about the same: ${size} at most.`,
  holdsTimes: (title: string, times: string, first: string, size: string, of: string, each: string | null) =>
    `${title} holds ${times} times as much memory as ${first}: ${size} in ${of}${each === null ? '' : `, ${each} for each`}.`,

  // Where the time went
  phase: (
    phase:
      'startUp' | 'pickling' | 'transfer' | 'compute' | 'waitingForGil' | 'waitingForIo' | 'waitingForOthers' | 'idle',
  ) => PHASES[phase],

  // Tables
  contestant: 'Contestant',
  trials: 'Trials',
  median: 'Median',
  quartiles: 'Quartiles',
  speedUp: 'Speed-up',
  interval: '95 % interval',
  verdict: 'Verdict',
  comparedWith: 'what the others are compared with',
  memory: 'Memory',
  in: 'In',
  perProcess: 'Per process',
  needed: 'Needed',
  eachColumn: 'Each thread or 1,000 tasks',
  source: 'Source',
  wasmMemory: 'WebAssembly memory',
  trialsFailed: (trials: number, failed: number) => `${trials} (${failed} failed)`,

  // Files that are no results
  notResult: 'This file is not the result of a race of Interleave.',
  newerFormat: (format: number) =>
    `This result has format ${format}, and this Interleave reads format 1: a newer one is needed.`,
  tooLarge: (contestants: number, trials: number) =>
    `This result is too large: it may hold ${contestants} contestants and ${trials} trials.`,
  damaged: (path: string | null) =>
    `This result is damaged: ${path === null ? 'it' : `its ${path}`} is not what it should be.`,
  impossible: (problem: string) => `This result cannot be: ${problem}.`,
  fileTooLarge: 'This file is too large to be the result of a race.',
  notJson: 'This file is not the result of a race: it is not JSON, or a part of it is missing.',
  sameId: 'two contestants have the same id',
  strayTrial: (name: string) => `a trial is of “${name}”, which is no contestant`,
  sameOrder: (order: number) => `two trials have the same place ${order} in the order`,
  noTime: (order: number) => `trial ${order} finished without a time`,
  failedWithTime: (order: number) => `trial ${order} failed and has a time`,
  strayPrediction: 'the prediction names no contestant',
  strayReference: (name: string) => `a reference is about “${name}”, which is no contestant`,
});
