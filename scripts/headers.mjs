/**
 * The headers that make a page cross-origin isolated, which is what gives it SharedArrayBuffer: as a page of its own,
 * in a frame of an isolated page, and (thanks to Document-Isolation-Policy, in Chromium) in a frame of any page at all.
 * All four are needed: no three of them cover every one of those cases.
 */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Document-Isolation-Policy': 'isolate-and-require-corp',
};

/** The realm's origin is opaque ("null"), so even files of this very site reach it only with this permission. */
export const OPEN_HEADERS = { 'Access-Control-Allow-Origin': '*' };
