import { useEffect, useId, useRef, useState } from 'react';
import type { Program } from '../../lesson/lesson';
import type { Language } from '../../runtimes/runtime';
import { PLAYGROUND_ID } from '../../session/playground';
import { isVariantId, titleOf } from '../../session/playground-list';
import { playgroundTexts } from '../../texts/en/playground';
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

/** Why there can be no more of them. */
export const fullHint = (): string => playgroundTexts.full;

/** Puts a variant beside the program that is open, and does with it what can be done with one. */
export function VariantsMenu({ program, onName, onRemove, onBringBack }: VariantsMenuProps) {
  const { playground, lab } = useServices();
  const { full, removed } = useStore(playground.store);
  const running = useStore(lab.store, ({ active }) => active === runKey(PLAYGROUND_ID, program.id));
  return (
    <ActionMenu
      trigger={playgroundTexts.variants}
      label={playgroundTexts.variants}
      actions={[
        {
          id: 'copy',
          label: playgroundTexts.copy(program.title),
          ...(full ? { hint: fullHint(), disabled: true } : { hint: playgroundTexts.copyHint }),
          onAct: () => onName({ of: null, from: program, language: program.language }),
        },
        ...(isVariantId(program.id)
          ? [
              {
                id: 'rename',
                label: playgroundTexts.rename(program.title),
                onAct: () => onName({ of: program, from: null, language: program.language }),
              },
              {
                id: 'remove',
                label: playgroundTexts.remove(program.title),
                hint: running ? playgroundTexts.isRunning : playgroundTexts.canComeBack,
                disabled: running,
                onAct: onRemove,
              },
            ]
          : []),
        ...removed.toReversed().map((each) => ({
          id: `back ${each.id}`,
          label: playgroundTexts.bringBack(titleOf(each)),
          ...(full ? { hint: fullHint(), disabled: true } : {}),
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

  const words =
    of !== null
      ? playgroundTexts.renaming(of.title)
      : from !== null
        ? playgroundTexts.copyOf(from.title)
        : playgroundTexts.newProgram;
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
        <label htmlFor={id}>{playgroundTexts.name}</label>
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
            {playgroundTexts.cancel}
          </Button>
          <Button look="primary" type="submit">
            {of !== null ? playgroundTexts.doRename : playgroundTexts.add}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
