/**
 * Why something that was asked of a realm did not happen.
 *
 * - `unreachable`: the frame did not answer in time at the start (the site's `realm.html` is missing or was blocked).
 * - `version`: the frame speaks another version of the protocol (an old copy in a cache).
 * - `boot`: the interpreter could not be loaded or did not get on with it.
 * - `unsupported`: this browser lacks what the language needs.
 * - `protocol`: the frame said something that the protocol does not allow, or too much of it.
 * - `unresponsive`: the frame did not answer for seconds.
 * - `internal`: the frame reported a mistake of its own.
 * - `disposed`: the page itself has let go of the realm.
 */
export type RealmErrorReason =
  'unreachable' | 'version' | 'boot' | 'unsupported' | 'protocol' | 'unresponsive' | 'internal' | 'disposed';

export class RealmError extends Error {
  override readonly name = 'RealmError';

  constructor(
    readonly reason: RealmErrorReason,
    message: string,
  ) {
    super(message);
  }
}
