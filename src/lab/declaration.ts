/**
 * Hosts as data: what a lesson may say about the hosts that its programs call. A declaration for a built-in name changes how
 * that host behaves and may put pages in front of its own; one for any other name makes a new host.
 *
 * All figures are per host. Latencies are whole round trips in milliseconds; bandwidth is shared by all of the host's
 * connections, as one line into its building would be.
 */
export interface HostDeclaration {
  /** A DNS name, lower case. */
  readonly name: string;
  /** One round trip. Default 15. */
  readonly latency?: number;
  /** At most so much is added to a round trip, evenly drawn. Default a fifth of the latency. */
  readonly jitter?: number;
  /** Kilobytes (1,000 bytes) a second. Default 12,500: a line of 100 Mbit/s. */
  readonly bandwidth?: number;
  /** From 0 to 1: how many requests fail. Default 0. */
  readonly failureRate?: number;
  /** In which ways they fail; one is drawn for each failure. Default: all of them. */
  readonly failures?: readonly FailureKind[];
  /** How many connections are served at once. Default: no limit. */
  readonly connectionLimit?: number;
  /** How many more may wait; the one after those is refused. Default 128. */
  readonly backlog?: number;
  /** So many requests are let through in any `perSeconds` (a bucket that fills evenly); more are answered with 429. */
  readonly rateLimit?: RateLimit;
  /** What the host does to whoever connects. Default `serves`. */
  readonly behaviour?: HostBehaviour;
  /** The ports that are open; 443 speaks TLS. Default 80 and 443. */
  readonly ports?: readonly number[];
  /** The first that fits answers. What fits none is a built-in host's own, or 404. */
  readonly routes?: readonly RouteDeclaration[];
}

/** `serves`; `refuses`: every connection at once; `black-hole`: says nothing at all, so that only a time-out ends the wait. */
export const HOST_BEHAVIOURS = ['serves', 'refuses', 'black-hole'] as const;
export type HostBehaviour = (typeof HOST_BEHAVIOURS)[number];

/**
 * - `reset`: the connection breaks instead of an answer.
 * - `status`: the answer is 500 or 503.
 * - `stall`: no answer comes; after a minute the server breaks the connection, as load balancers do.
 */
export const FAILURE_KINDS = ['reset', 'status', 'stall'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface RateLimit {
  readonly requests: number;
  readonly perSeconds: number;
}

export interface RouteDeclaration {
  /**
   * A pattern, step by step: `/users/:id` fits any one step in place of `:id`, a last step `*` fits whatever is left.
   * `{id}` in a text body, or in a string of a JSON body, is replaced by what `:id` stood for.
   */
  readonly path: string;
  /** Default: any method. */
  readonly method?: string;
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, sent as it is (with HTML's content type if it begins like HTML). */
  readonly text?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** The server's own time, in milliseconds. Default 0. */
  readonly delay?: number;
}

export const DEFAULTS = {
  latency: 15,
  bandwidth: 12_500,
  backlog: 128,
  ports: [80, 443] as readonly number[],
} as const;
