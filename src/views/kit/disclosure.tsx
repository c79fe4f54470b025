import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Dialog,
  DialogTrigger,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
} from 'react-aria-components';
import styles from './disclosure.module.css';

interface ExplainProps {
  /** What the button shows. */
  readonly trigger: ReactNode;
  readonly label: string;
  readonly children: ReactNode;
}

/** Something short that explains itself at length when it is pressed. */
export function Explain({ trigger, label, children }: ExplainProps) {
  return (
    <DialogTrigger>
      <AriaButton className={styles['trigger'] ?? ''}>{trigger}</AriaButton>
      <Popover className={styles['popover'] ?? ''} placement="bottom end" offset={6}>
        <Dialog className={styles['dialog'] ?? ''} aria-label={label}>
          {children}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface ChoiceMenuProps<T extends string> {
  readonly trigger: ReactNode;
  readonly label: string;
  readonly choices: readonly { readonly id: T; readonly label: string; readonly hint?: string }[];
  readonly chosen: T;
  readonly onChoose: (id: T) => void;
}

/** A menu in which exactly one entry is chosen. */
export function ChoiceMenu<T extends string>({ trigger, label, choices, chosen, onChoose }: ChoiceMenuProps<T>) {
  return (
    <MenuTrigger>
      <AriaButton className={styles['trigger'] ?? ''}>{trigger}</AriaButton>
      <Popover className={styles['popover'] ?? ''} placement="bottom end" offset={6}>
        <Menu
          className={styles['menu'] ?? ''}
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
      </Popover>
    </MenuTrigger>
  );
}

interface EntryProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

function Entry({ id, label, hint }: EntryProps) {
  return (
    <MenuItem id={id} className={styles['item'] ?? ''} textValue={label}>
      <span>{label}</span>
      {hint !== undefined && <small>{hint}</small>}
    </MenuItem>
  );
}

interface ActionMenuProps {
  readonly trigger: ReactNode;
  readonly label: string;
  readonly actions: readonly (EntryProps & { readonly disabled?: boolean; readonly onAct: () => void })[];
}

/** A menu of things to do. */
export function ActionMenu({ trigger, label, actions }: ActionMenuProps) {
  return (
    <MenuTrigger>
      <AriaButton className={styles['trigger'] ?? ''}>{trigger}</AriaButton>
      <Popover className={styles['popover'] ?? ''} placement="bottom end" offset={6}>
        <Menu
          className={styles['menu'] ?? ''}
          aria-label={label}
          disabledKeys={actions.filter(({ disabled }) => disabled === true).map(({ id }) => id)}
          onAction={(key) => actions.find(({ id }) => id === key)?.onAct()}
        >
          {actions.map((action) => (
            <Entry key={action.id} {...action} />
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
