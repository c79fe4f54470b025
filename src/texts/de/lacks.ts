import type * as en from '../en/lacks';

export const lacks: typeof en.lacks = {
  memory:
    'Dieses Programm braucht Speicher, den sich Threads teilen, und den gibt der Browser einer nicht isolierten Seite nicht.',
  stacks:
    'Dieses Programm braucht Threads, Prozesse oder das Netz, und dieser Browser kann nicht zwischen Stacks umschalten (JSPI): Python hat hier nichts davon.',
  webAssembly: 'Dieser Browser hat kein WebAssembly (ein Schutzmodus schaltet es ab), und Python braucht es.',
  withoutChanges: 'Der aufgezeichnete Lauf ist der des Programms ohne deine Änderungen.',
  noMemory:
    'Diese Seite ist nicht isoliert, und der Browser gibt ihr keinen geteilten Speicher: Das Programm endet dort, wo es welchen verlangt.',
  noStacks:
    'Dieser Browser kann nicht zwischen Stacks umschalten (JSPI): Das Programm endet mit einem Fehler, wo es einen Thread, einen Prozess oder das Netz braucht. Chrome und Edge ab Version 137 können es ausführen.',
  noWebAssembly:
    'Dieser Browser hat kein WebAssembly (ein Schutzmodus schaltet es ab), und so kann Python hier nicht starten. Du kannst das Programm lesen und ändern.',
};
