import { section } from '../section';

export const raceRunning = section('raceRunning', {
  tabHidden:
    'This tab was hidden, and browsers slow down what cannot be seen. The race goes on when it is in front again.',
  wokeLate: 'The browser woke this page too late to measure anything. The race goes on as soon as it is in time again.',
  otherRace: (title: string) => `This is the result of another race: ${title}.`,
  isOn: 'A race is on. Wait for its end, or cancel it.',
  timersHeld:
    'The browser kept holding back the timers of this page, so nothing that it measures can be trusted. Keep the tab in front and close what keeps the machine busy.',
  nobodyFinished: (why: string) => `No contestant came to its end. The first of them: ${why}`,
  processes: (n: number) => `${n} processes`,
  oneProcess: 'one process',
  endedWith: (status: number) => `It ended with exit status ${status}.`,
  raised: (error: string, message: string) => `It raised ${error}${message}.`,
  deadlocked: 'It came to a deadlock: everybody waited for somebody.',
  notDone: (seconds: number) => `It was not done after ${seconds} s.`,
  interrupted: 'It was interrupted.',
  interpreterFailed: (why: string) => `The interpreter failed: ${why}`,
  unknownBrowser: 'an unknown browser',
});
