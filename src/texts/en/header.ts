import { plural } from '../format';
import { section } from '../section';

export const header = section('header', {
  cores: (count: number) => plural(count, 'core', 'cores'),
  themeSystem: 'As the system',
  themeLight: 'Light',
  themeDark: 'Dark',
  themeProjector: 'Projector',
  themeProjectorHint: 'Black on white, large type, thick strands',
  contents: 'Contents',
  close: 'Close',
  playground: 'Playground',
  theme: 'Theme',
  noPython: 'Python is not available',
  whyNoPython: 'Why Python is not available',
  notStarted: 'The interpreter could not be started',
  stillRead: 'You can still read every lesson and edit its programs; your changes are kept. Run tries again.',
  noThreads: 'no threads here',
  canDo: 'What this browser can do',
  pythonReady: (version: string, seconds: string) =>
    `CPython ${version}, the real one, runs in this page; it was ready after ${seconds} s.`,
});
