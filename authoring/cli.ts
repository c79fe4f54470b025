/** The `interleave` command. `npm run -s interleave -- --help` says what it can do. */
import { HELP, parseCommand } from './args';
import type { Terminal } from './run';

/** One Ctrl-C can arrive twice: from the terminal, and handed on by npm. */
const ONE_INTERRUPT_MS = 100;
const INTERRUPTED = 130;

async function main(words: readonly string[]): Promise<number> {
  const command = parseCommand(words);
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP);
      return 0;
    case 'wrong':
      process.stderr.write(`interleave: ${command.message}\n`);
      return 2;
    case 'new':
      return (await import('./new')).newLesson(command.words);
    case 'preview':
      return (await import('./preview')).preview(command.words);
    case 'check':
      endAtInterrupt();
      return (await import('./check')).check(command.words);
    case 'race':
      endAtInterrupt();
      return (await import('./race')).race(command.words);
    case 'record':
      endAtInterrupt();
      return (await import('./record')).record(command.words);
    case 'export':
      return (await import('./export')).exportLesson(command.words);
    case 'port-tests':
      endAtInterrupt();
      return (await import('./port-tests')).portTests(command.words);
    case 'run': {
      const { run } = await import('./run');
      return run(command.options, terminal());
    }
  }
}

/** Through `exit`, so that the browser does not stay behind. */
function endAtInterrupt(): void {
  process.once('SIGINT', () => process.exit(INTERRUPTED));
}

function terminal(): Terminal {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    onInterrupt(listener) {
      let last = -Infinity;
      const onSignal = (): void => {
        const now = performance.now();
        if (now - last < ONE_INTERRUPT_MS) return;
        last = now;
        listener();
      };
      process.on('SIGINT', onSignal);
      return () => void process.off('SIGINT', onSignal);
    },
    giveUp: () => process.exit(INTERRUPTED),
  };
}

// A reader that has seen enough (`... | head`) is the end of the work, as it is for any program in a pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 141 : 70));
// The browser's process is ended by an exit hook of its own.
process.once('SIGTERM', () => process.exit(143));
process.once('SIGHUP', () => process.exit(129));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const usage = error instanceof Error && error.name === 'UsageError';
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`interleave: ${message}\n`);
  if (!usage && process.env['INTERLEAVE_DEBUG']) process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
  process.exitCode = usage ? 2 : 70;
}
// Standard input may still be open; nothing waits for it any more.
process.stdin.destroy();
