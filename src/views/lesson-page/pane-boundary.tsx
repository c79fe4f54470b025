import { Component, type ErrorInfo, type ReactNode } from 'react';
import { frame } from '../../texts/en/frame';
import { Button } from '../kit/button';
import styles from './pane-boundary.module.css';

interface PaneBoundaryProps {
  /** What failed, for the learner: "The timeline". */
  readonly name: string;
  readonly children: ReactNode;
  /** A change of this forgets the failure: another trace may well be drawn. */
  readonly resetKey?: unknown;
}

interface State {
  readonly error: Error | null;
  readonly key: unknown;
}

/** One view's crash leaves the others, and the learner's code, alive. */
export class PaneBoundary extends Component<PaneBoundaryProps, State> {
  override state: State = { error: null, key: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: PaneBoundaryProps, state: State): Partial<State> | null {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`${this.props.name} failed:`, error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className={styles['failed']} role="alert">
        <p>
          <strong>{frame.notShown(this.props.name)}</strong> {frame.safe}
        </p>
        <p className={styles['message']}>{error.message}</p>
        <Button onClick={() => this.setState({ error: null })}>{frame.tryAgain}</Button>
      </div>
    );
  }
}
