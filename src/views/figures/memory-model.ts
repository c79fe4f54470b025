/**
 * Who sees which variable: two threads of one process, and two processes. Nothing is left out here, these are
 * the rules themselves, one action at a time (what happens when two actions meet is told elsewhere).
 */
export type Name = 'A' | 'B';

export interface Space {
  readonly count: number;
  /** What has been sent to this process and not been received yet, oldest first. */
  readonly pipe: readonly number[];
  /** What it received last. */
  readonly heard: number | null;
}

export interface Memory {
  /** The one count of threads A and B. */
  readonly shared: number;
  /** Process B is there once it has been forked. */
  readonly processes: Readonly<Record<'A', Space>> & Readonly<Record<'B', Space | null>>;
}

export type Action =
  | { readonly kind: 'thread-adds' | 'process-adds' | 'sends' | 'receives'; readonly who: Name }
  | { readonly kind: 'forks' };

export const EMPTY: Memory = { shared: 0, processes: { A: { count: 0, pipe: [], heard: null }, B: null } };

/** What is in a pipe stays in the order in which it was sent; no more than this lies in it, a sender would wait. */
export const PIPE_ROOM = 3;

const other = (who: Name): Name => (who === 'A' ? 'B' : 'A');

/** Whether the action can be done now. */
export function can({ processes }: Memory, action: Action): boolean {
  switch (action.kind) {
    case 'thread-adds':
    case 'forks':
      return true;
    case 'process-adds':
      return processes[action.who] !== null;
    case 'sends':
      return processes[action.who] !== null && (processes[other(action.who)]?.pipe.length ?? PIPE_ROOM) < PIPE_ROOM;
    case 'receives':
      return (processes[action.who]?.pipe.length ?? 0) > 0;
  }
}

/** After the action; the same if it cannot be done. */
export function act(memory: Memory, action: Action): Memory {
  if (!can(memory, action)) return memory;
  const { processes } = memory;
  const put = (who: Name, change: Partial<Space>): Memory => {
    const space = processes[who];
    return space === null ? memory : { ...memory, processes: { ...processes, [who]: { ...space, ...change } } };
  };
  switch (action.kind) {
    case 'thread-adds':
      return { ...memory, shared: memory.shared + 1 };
    case 'forks':
      // A copy of all that A has at this moment. The pipe to A is kept: it is not memory, both hold an end of it.
      return { ...memory, processes: { ...processes, B: { ...processes.A, pipe: [] } } };
    case 'process-adds':
      return put(action.who, { count: (processes[action.who]?.count ?? 0) + 1 });
    case 'sends': {
      const to = other(action.who);
      return put(to, { pipe: [...(processes[to]?.pipe ?? []), processes[action.who]?.count ?? 0] });
    }
    case 'receives': {
      const [first, ...rest] = processes[action.who]?.pipe ?? [];
      return put(action.who, { pipe: rest, heard: first ?? null });
    }
  }
}
