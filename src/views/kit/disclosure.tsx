import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { frame } from '../../texts/en/frame';
import styles from './disclosure.module.css';

/**
 * Buttons that open something over the page. What they open is loaded when one is first pressed, begun when one is first pointed at: no
 * page is read with a menu open.
 */
const load = () => import('./popovers');
type Popovers = Awaited<ReturnType<typeof load>>;

export interface ExplainProps {
  /** What the button shows. */
  readonly trigger: ReactNode;
  readonly label: string;
  readonly children: ReactNode;
}

/** Something short that explains itself at length when it is pressed. */
export function Explain(props: ExplainProps) {
  return <Late trigger={props.trigger} opens="dialog" late={({ Explain: Loaded }) => <Loaded {...props} />} />;
}

export interface EntryProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

export interface ChoiceMenuProps<T extends string> {
  readonly trigger: ReactNode;
  readonly label: string;
  readonly choices: readonly { readonly id: T; readonly label: string; readonly hint?: string }[];
  readonly chosen: T;
  readonly onChoose: (id: T) => void;
}

/** A menu in which exactly one entry is chosen. */
export function ChoiceMenu<T extends string>(props: ChoiceMenuProps<T>) {
  return (
    <Late
      trigger={props.trigger}
      opens="menu"
      late={({ ChoiceMenu: Loaded }, keys) => <Loaded {...props} byKeyboard={keys} />}
    />
  );
}

export interface ActionMenuProps {
  readonly trigger: ReactNode;
  readonly label: string;
  readonly actions: readonly (EntryProps & { readonly disabled?: boolean; readonly onAct: () => void })[];
}

/** A menu of things to do. */
export function ActionMenu(props: ActionMenuProps) {
  return (
    <Late
      trigger={props.trigger}
      opens="menu"
      late={({ ActionMenu: Loaded }, keys) => <Loaded {...props} byKeyboard={keys} />}
    />
  );
}

interface LateProps {
  readonly trigger: ReactNode;
  readonly opens: 'menu' | 'dialog';
  /** `byKeyboard`: that is how it was asked for. */
  readonly late: (loaded: Popovers, byKeyboard: boolean) => ReactNode;
}

function Late({ trigger, opens, late }: LateProps) {
  const [loaded, setLoaded] = useState<Popovers | null>(null);
  const [state, setState] = useState<'closed' | 'loading' | 'failed'>('closed');
  const [byKeyboard, setByKeyboard] = useState(false);
  if (loaded !== null) return late(loaded, byKeyboard);
  const open = (keys: boolean) => {
    setByKeyboard(keys);
    setState('loading');
    load().then(setLoaded, () => setState('failed'));
  };
  // It is only pointed at: whether it can be loaded is said when it is pressed.
  const prepare = () => void load().catch(() => undefined);
  const onKeyDown = (event: KeyboardEvent) => {
    if (opens !== 'menu' || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    open(true);
  };
  return (
    <button
      type="button"
      className={styles['trigger']}
      aria-haspopup={opens === 'menu' ? 'true' : 'dialog'}
      aria-expanded={state === 'loading'}
      onPointerEnter={prepare}
      onFocus={prepare}
      onKeyDown={onKeyDown}
      // Enter and the space bar press no mouse button.
      onClick={({ detail }) => open(detail === 0)}
    >
      {trigger}
      {state === 'failed' && <span role="alert">{frame.didNotLoad}</span>}
    </button>
  );
}
