import { section } from '../section';

export const offline = section('offline', {
  title: 'Without a network',
  kept: 'This site is kept on this device: every lesson opens and runs without a network.',
  keeping: (percent: number) => `This site is being kept on this device for use without a network: ${percent} %.`,
  asking: (megabytes: number) =>
    `You save data, so nothing is fetched ahead: without a network there is what you have opened, and the rest is not. All of the site takes ${megabytes} MB on this device, and less on the line.`,
  keep: 'Keep it for use without a network',
  full: 'The browser gives this site no more room: what is kept by now can be used without a network, the rest needs it. Your code is kept by itself.',
  failed: 'Not all of this site could be kept on this device. The next visit tries again.',
  update: 'A new version of this site is there.',
  reload: 'Reload',
  later: 'Later',
});
