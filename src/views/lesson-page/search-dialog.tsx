import { useEffect, useRef, useState } from 'react';
import { Search as SearchIcon } from 'lucide-react';
import { searching } from '../../texts/en/search';
import { Button } from '../kit/button';
import { SearchField } from './search-field';
import styles from './search.module.css';

/** The search, from anywhere: a button, `/`, and Ctrl+K. */
export function SearchDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!asksForSearch(event) || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      const field = document.querySelector<HTMLInputElement>('[data-search-field]');
      if (field === null) setOpen(true);
      else field.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <>
      <Button
        look="quiet"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K /"
        title={searching.openSearch}
        onClick={() => setOpen(true)}
      >
        <SearchIcon size="1.15em" aria-hidden="true" />
        <span className={styles['label']}>{searching.search}</span>
      </Button>
      {open && (
        <dialog
          ref={dialog}
          className={styles['dialog']}
          aria-label={searching.search}
          onClose={() => setOpen(false)}
          // A press beside it closes it, where the browser knows how; Escape does everywhere.
          {...{ closedby: 'any' }}
        >
          <SearchField onFollow={() => dialog.current?.close()} />
          <p className={styles['close']}>
            <Button look="quiet" onClick={() => dialog.current?.close()}>
              {searching.close}
            </Button>
          </p>
        </dialog>
      )}
    </>
  );
}

/** Where text is typed, `/` is a letter; in an editor, Ctrl+K begins commands of its own. */
function asksForSearch(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.shiftKey) return false;
  const target = event.target instanceof HTMLElement ? event.target : null;
  const editor = target?.closest('.monaco-editor, textarea') != null;
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === 'k' && !editor;
  const typing = editor || target?.isContentEditable === true || target?.closest('input, select') != null;
  return event.key === '/' && !typing;
}
