import { section } from '../section';

export const offline = section('offline', {
  title: 'Without a network',
  kept: 'This site is kept on this device: every lesson opens and runs without a network.',
  keeping: (percent: number) => `This site is being kept on this device for use without a network: ${percent} %.`,
  asking: (megabytes: number) =>
    `You save data, so nothing is kept on this device unasked. All of the site takes ${megabytes} MB here, and less on the line.`,
  keep: 'Keep it for use without a network',
  full: 'The browser gives this site no more room, so it needs the network.',
  failed: 'Not all of this site could be kept on this device. The next visit tries again.',
  update: 'A new version of this site is there.',
  reload: 'Reload',
  later: 'Later',
});
