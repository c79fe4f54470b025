import { FlaskConical, Globe } from 'lucide-react';
import type { Exchange } from '../../session/network-log';

/** Which of the two networks; its name stands beside it, seen or only said. */
export function NetworkMark({ real }: { readonly real: boolean }) {
  const Icon = real ? Globe : FlaskConical;
  return <Icon size="0.9em" aria-hidden="true" />;
}

/** Only then the two have to be told apart. */
export function anyReal(exchanges: readonly Exchange[]): boolean {
  return exchanges.some(({ real }) => real);
}
