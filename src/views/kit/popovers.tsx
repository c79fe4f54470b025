/** What `disclosure.tsx` loads when it is first asked for. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import {
  Button as AriaButton,
  Dialog,
  DialogTrigger,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  setInteractionModality,
} from 'react-aria-components';
import type { ActionMenuProps, ChoiceMenuProps, EntryProps, ExplainProps } from './disclosure';
import styles from './disclosure.module.css';

/**
 * Whoever pressed the button that stood here before these were loaded meant this one: it gets the focus, so that the focus comes back to it,
 * and what it opens opens.
 */
function useAskedFor(byKeyboard = false) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [first, setFirst] = useState(byKeyboard);
  useEffect(() => {
    // Once the key or the press that asked for it is over: the rest of it must not meet this button.
    const soon = setTimeout(() => {
      button.current?.focus({ preventScroll: true });
      // It has not seen the press, and takes a focus out of nowhere for a screen reader's.
      setInteractionModality(byKeyboard ? 'keyboard' : 'pointer');
      setOpen(true);
    });
    return () => clearTimeout(soon);
  }, [byKeyboard]);
  return {
    button,
    trigger: {
      isOpen,
      onOpenChange: (open: boolean) => {
        setOpen(open);
        setFirst(false);
      },
    },
    /** Its first entry has the focus at once, as a keyboard expects. */
    menu: first ? { autoFocus: 'first' as const } : {},
  };
}

interface AskedFor {
  /** So it was asked for the first time; later on the menu sees for itself. */
  readonly byKeyboard: boolean;
}

/** Something short that explains itself at length when it is pressed. */
export function Explain({ trigger, label, children }: ExplainProps) {
  const { button, trigger: opening } = useAskedFor();
  return (
    <DialogTrigger {...opening}>
      <AriaButton ref={button} className={styles['trigger'] ?? ''}>
        {trigger}
      </AriaButton>
      <Popover className={styles['popover'] ?? ''} placement="bottom end" offset={6}>
        <Dialog className={styles['dialog'] ?? ''} aria-label={label}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface OverMenuProps extends AskedFor {
  readonly trigger: ReactNode;
  /** The menu; what it is given belongs to it. */
  readonly children: (given: { readonly className: string; readonly autoFocus?: 'first' }) => ReactNode;
}

function OverMenu({ trigger, byKeyboard, children }: OverMenuProps) {
  const { button, trigger: opening, menu } = useAskedFor(byKeyboard);
  return (
    <MenuTrigger {...opening}>
      <AriaButton ref={button} className={styles['trigger'] ?? ''}>
        {trigger}
      </AriaButton>
      <Popover className={styles['popover'] ?? ''} placement="bottom end" offset={6}>
        {children({ ...menu, className: styles['menu'] ?? '' })}
      </Popover>
    </MenuTrigger>
  );
}

/** A menu in which exactly one entry is chosen. */
export function ChoiceMenu<T extends string>(props: ChoiceMenuProps<T> & AskedFor) {
  const { label, choices, chosen, onChoose } = props;
  return (
    <OverMenu trigger={props.trigger} byKeyboard={props.byKeyboard}>
      {(given) => (
        <Menu
          {...given}
          aria-label={label}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[chosen]}
          onSelectionChange={(keys) => {
            const id = choices.find((choice) => keys !== 'all' && keys.has(choice.id))?.id;
            if (id !== undefined) onChoose(id);
          }}
        >
          {choices.map((choice) => (
            <Entry key={choice.id} {...choice} />
          ))}
        </Menu>
      )}
    </OverMenu>
  );
}

function Entry({ id, label, hint }: EntryProps) {
  return (
    <MenuItem id={id} className={styles['item'] ?? ''} textValue={label}>
      <span>{label}</span>
      {hint !== undefined && <small>{hint}</small>}
    </MenuItem>
  );
}

/** A menu of things to do. */
export function ActionMenu({ trigger, label, actions, byKeyboard }: ActionMenuProps & AskedFor) {
  return (
    <OverMenu trigger={trigger} byKeyboard={byKeyboard}>
      {(given) => (
        <Menu
          {...given}
          aria-label={label}
          disabledKeys={actions.filter(({ disabled }) => disabled === true).map(({ id }) => id)}
          onAction={(key) => actions.find(({ id }) => id === key)?.onAct()}
        >
          {actions.map((action) => (
            <Entry key={action.id} {...action} />
          ))}
        </Menu>
      )}
    </OverMenu>
  );
}
