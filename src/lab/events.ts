/**
 * What the network tells about itself while it works, for a network panel and for the trace.
 *
 * An *exchange* is one row of such a panel: one request with its answer. The first exchange of a connection begins with the
 * connection (`connecting`), later ones on the same connection with their request. A connection that was never used is an
 * exchange without a request.
 *
 * The phases of one exchange come in this order; which of them come depends on the story:
 *
 *     connecting [real] [queued] [connected]  request [real]  sent  receiving [explained]  done
 *
 * Every exchange that began ends with exactly one `done`. Times are the `now()` of the timers that the network was given,
 * and never decrease. Events are plain data and may be posted anywhere.
 */
export type LabEvent =
  /** A program asks for a connection. */
  | (At & {
      readonly phase: 'connecting';
      /** Equal for all exchanges of one connection. */
      readonly connection: number;
      /** Whoever asked, as the connecting side calls itself (a process's number); null when it did not say. */
      readonly process: number | null;
      readonly host: string;
      readonly port: number;
    })
  /** The exchange is not with a host of the lab: it goes through the gateway to the real network. */
  | (At & { readonly phase: 'real' })
  /** The host serves as many connections as it may; this one waits in its backlog. */
  | (At & { readonly phase: 'queued' })
  /** The connection stands and the host serves it. */
  | (At & { readonly phase: 'connected' })
  /** The head of a request was read. The connection's facts are repeated: this may be an exchange's first event. */
  | (At & {
      readonly phase: 'request';
      readonly connection: number;
      readonly process: number | null;
      readonly host: string;
      readonly port: number;
      readonly method: string;
      /** As sent: with the query. At most 2,048 characters. */
      readonly path: string;
    })
  /** The whole request has left the client; the server works on it. `bytes` of body were sent. */
  | (At & { readonly phase: 'sent'; readonly bytes: number })
  /** The answer's first byte has arrived. */
  | (At & { readonly phase: 'receiving'; readonly status: number })
  /** Why it ends as it does, in a sentence or two for people: only where the real network, or the browser, says no. */
  | (At & { readonly phase: 'explained'; readonly host: string; readonly words: string })
  /** Nothing more will happen. `bytes` of the answer went out, head included. */
  | (At & {
      readonly phase: 'done';
      readonly outcome: LabOutcome;
      readonly status: number | null;
      readonly bytes: number;
    });

interface At {
  readonly t: number;
  readonly exchange: number;
}

/**
 * How an exchange ended.
 *
 * - `ok`: the answer went out as a whole, whatever its status.
 * - `refused`: no such port, a host that refuses, or a backlog that is full.
 * - `unreachable`: no host has that address; on the real network, nobody answered.
 * - `blocked`: the browser lets no page make such a request, or read its answer. Only on the real network.
 * - `reset`: the server broke the connection (a failure that the weather or the host's declaration asked for).
 * - `cancelled`: the client went away before it had its answer (a time-out, a cancelled task, an early close).
 * - `unused`: the connection ended without any request.
 */
export type LabOutcome = 'ok' | 'refused' | 'unreachable' | 'blocked' | 'reset' | 'cancelled' | 'unused';
