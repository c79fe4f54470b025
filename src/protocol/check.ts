import * as v from 'valibot';
import { ProtocolFault } from './protocol-fault';

/** Passes `value` through `schema`, or throws a fault that says where it came from and what is wrong with it. */
export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown, from: string): T {
  const result = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  const where = path === null ? '' : ` at "${short(path)}"`;
  throw new ProtocolFault(
    `A message from ${from} (${kindOf(value)}) does not fit the protocol${where}: ` +
      `it should be ${short(issue.expected ?? issue.message)}.`,
  );
}

/** The `type` that a message claims, made fit to be shown. */
export function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : `a ${typeof value}`;
  const type: unknown = Object.hasOwn(value, 'type') ? (value as { type: unknown }).type : undefined;
  return typeof type === 'string' ? `"${short(type)}"` : 'without a type';
}

function short(text: string): string {
  const clean = text.replace(/[^\x20-\x7e]/g, '?');
  return clean.length <= 60 ? clean : `${clean.slice(0, 57)}...`;
}

export function misfit(from: string, kind: string, what: string): ProtocolFault {
  return new ProtocolFault(`A message from ${from} ("${kind}") does not fit the protocol: ${what}.`);
}
