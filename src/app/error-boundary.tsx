import { Component, type ErrorInfo, type ReactNode } from 'react';
import { frame } from '../texts/en/frame';

interface State {
  readonly error: Error | null;
}

/** The last net: whatever falls through every pane's own. It depends on nothing that may have failed. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('The page failed:', error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main style={{ maxWidth: '36rem', margin: '4rem auto', padding: '0 1.25rem' }}>
        <h1>{frame.ours}</h1>
        <p>{frame.oursAdvice}</p>
        <p>
          <button type="button" onClick={() => location.reload()}>
            {frame.reload}
          </button>{' '}
          <a href="#/" onClick={() => setTimeout(() => location.reload())}>
            {frame.course}
          </a>
        </p>
        <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{error.stack ?? error.message}</pre>
      </main>
    );
  }
}
