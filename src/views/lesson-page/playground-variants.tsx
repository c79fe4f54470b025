import { useEffect, useId, useRef, useState } from 'react';
import type { Program } from '../../lesson/lesson';
import type { Language } from '../../runtimes/runtime';
import { PLAYGROUND_ID } from '../../session/playground';
import { isVariantId, titleOf } from '../../session/playground-list';
import { Button } from '../kit/button';
import { ActionMenu } from '../kit/disclosure';
import over from '../kit/dialog.module.css';
import { useServices, useStore } from './services';
import { runKey } from './bench-of';
import styles from './playground-page.module.css';

/** What gets a name: a variant that there is (`of`), or one that is to be made, as a copy of `from` or empty. */
export interface Naming {
  readonly of: Program | null;
  readonly from: Program | null;
  readonly language: Language;
}

interface VariantsMenuProps {
  readonly program: Program;
  readonly onName: (naming: Naming) => void;
  readonly onRemove: () => void;
  readonly onBringBack: (id: string) => void;
}

export const FULL_HINT = 'Eight at most: remove one first';

/** Puts a variant beside the program that is open, and does with it what can be done with one. */
export function VariantsMenu({ program, onName, onRemove, onBringBack }: VariantsMenuProps) {
  const { playground, lab } = useServices();
  const { full, removed } = useStore(playground.store);
  const running = useStore(lab.store, ({ active }) => active === runKey(PLAYGROUND_ID, program.id));
  return (
    <ActionMenu
      trigger="Variants"
      label="Variants"
      actions={[
        {
          id: 'copy',
          label: `Copy ${program.title}…`,
          ...(full ? { hint: FULL_HINT, disabled: true } : { hint: 'To change it, and to race both' }),
          onAct: () => onName({ of: null, from: program, language: program.language }),
        },
        ...(isVariantId(program.id)
          ? [
              {
                id: 'rename',
                label: `Rename ${program.title}…`,
                onAct: () => onName({ of: program, from: null, language: program.language }),
              },
              {
                id: 'remove',
                label: `Remove ${program.title}`,
                hint: running ? 'It is running' : 'It can be brought back',
                disabled: running,
                onAct: onRemove,
              },
            ]
          : []),
        ...removed.toReversed().map((each) => ({
          id: `back ${each.id}`,
          label: `Bring back ${titleOf(each)}`,
          ...(full ? { hint: FULL_HINT, disabled: true } : {}),
          onAct: () => onBringBack(each.id),
        })),
      ]}
    />
  );
}

interface NameDialogProps {
  readonly naming: Naming;
  /** Why it cannot be called so, one sentence; null when it is done. */
  readonly onName: (typed: string) => string | null;
  readonly onClose: () => void;
}

export function NameDialog({ naming, onName, onClose }: NameDialogProps) {
  const { playground } = useServices();
  const { of, from, language } = naming;
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const [typed, setTyped] = useState(() =>
    of === null ? playground.suggestedName(language, from) : of.title.replace(/\.\w+$/, ''),
  );
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    dialog.current?.showModal();
    field.current?.select();
  }, []);

  const words = of !== null ? `Rename ${of.title}` : from !== null ? `A copy of ${from.title}` : 'A new program';
  return (
    <dialog
      ref={dialog}
      className={`${over['dialog']} ${styles['dialog']}`}
      aria-labelledby={`${id}-title`}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const why = onName(typed);
          setProblem(why);
          if (why !== null) field.current?.focus();
        }}
      >
        <h2 id={`${id}-title`}>{words}</h2>
        <label htmlFor={id}>Name</label>
        <div className={styles['name']}>
          <input
            ref={field}
            id={id}
            type="text"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            onChange={(event) => {
              setTyped(event.target.value);
              setProblem(null);
            }}
          />
          <span aria-hidden="true">{language === 'python' ? '.py' : '.ts'}</span>
        </div>
        {problem !== null && (
          <p id={`${id}-problem`} className={styles['wrong']} role="alert">
            {problem}
          </p>
        )}
        <div className={styles['buttons']}>
          <Button look="quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </Button>
          <Button look="primary" type="submit">
            {of !== null ? 'Rename' : 'Add'}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
