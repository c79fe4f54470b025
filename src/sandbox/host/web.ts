/** What the page itself can do on the web, injectable so that tests reach nobody. */
export interface Web {
  fetch(url: string, init: RequestInit): Promise<Response>;
  online(): boolean;
  /** The page came over https: its browser then lets it ask no plain http server but one on this very machine. */
  readonly secure: boolean;
  /**
   * Hears of addresses that answered a request without CORS and whose answers the browser kept back, because an isolated page may
   * not even hold what it cannot read. The answer unsubscribes. Null where the browser does not tell of that: then an answer that
   * was kept back looks like none.
   */
  readonly watchKeptBack: ((listener: (url: string) => void) => () => void) | null;
}

/** A report of a Cross-Origin-Embedder-Policy that kept an answer back. */
interface KeptBack {
  readonly type: string;
  readonly body: { readonly blockedURL?: unknown } | null;
}

export function pageWeb(): Web {
  return {
    fetch: (url, init) => fetch(url, init),
    online: () => navigator.onLine,
    secure: location.protocol === 'https:',
    watchKeptBack: crossOriginIsolated && typeof ReportingObserver === 'undefined' ? null : watchReports,
  };
}

function watchReports(listener: (url: string) => void): () => void {
  // A page that is not isolated may hold such answers, and needs no reports.
  if (typeof ReportingObserver === 'undefined') return () => {};
  const observer = new ReportingObserver((reports) => {
    for (const report of reports) {
      // The body of such a report has its facts only as JSON (Chromium 156).
      const { type, body } = JSON.parse(JSON.stringify(report)) as KeptBack;
      if (type === 'coep' && typeof body?.blockedURL === 'string') listener(body.blockedURL);
    }
  });
  observer.observe();
  return () => observer.disconnect();
}
