/**
 * What arrived through a border is not what the protocol allows. The message is one sentence that names the border, the
 * kind of message and the first thing that is wrong with it; it never quotes more than a few characters of what arrived,
 * because that came from the other side.
 */
export class ProtocolFault extends Error {
  override readonly name = 'ProtocolFault';
}
