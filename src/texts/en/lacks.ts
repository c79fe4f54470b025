import { section } from '../section';

/** What a program needs and a browser lacks: said where Run is pressed. */
export const lacks = section('lacks', {
  // A recorded run stands in the place of Run.
  memory: 'This program needs memory that threads share, and the browser gives none to a page that is not isolated.',
  stacks:
    'This program needs threads, processes or the network, and this browser cannot switch between stacks (JSPI): Python has none of them here.',
  webAssembly: 'This browser has no WebAssembly (a locked-down mode turns it off), and Python needs it.',
  withoutChanges: 'The recorded run is of the program without your changes.',
  // There is none.
  noMemory:
    'This page is not isolated, so that the browser gives it no shared memory: the program ends where it asks for some.',
  noStacks:
    'This browser cannot switch between stacks (JSPI): the program ends with an error where it needs a thread, a process or the network. Chrome and Edge from version 137 can run it.',
  noWebAssembly:
    'This browser has no WebAssembly (a locked-down mode turns it off), so Python cannot start here. You can read the program and change it.',
});
