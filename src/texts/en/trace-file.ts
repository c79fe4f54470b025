import { section } from '../section';

export const traceFile = section('traceFile', {
  megabytesRead: (megabytes: number) => `${megabytes} MB read`,
  makingOut: 'making out what happened',
  tooLarge: (megabytes: number) =>
    `This file is too large: up to ${megabytes} MB of text can be opened. Record less of the run, or a shorter one.`,
  notText: 'This file is not a trace that can be opened here: it is not text. Traces in JSON can be opened.',
  cutOff: 'This file is cut off: its last character is not whole.',
  gzipDamaged: 'This file is packed with gzip, and damaged: it could not be unpacked.',
  couldNotRead: 'This file could not be read. It may have been moved or changed meanwhile.',
});
