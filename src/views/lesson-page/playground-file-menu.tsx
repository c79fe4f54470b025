import { useRef } from 'react';
import type { Program } from '../../lesson/lesson';
import { OPENED_KINDS, type FileHandle } from '../../session/playground-files';
import { playgroundTexts } from '../../texts/en/playground';
import { ActionMenu } from '../kit/disclosure';
import { fullHint, type Naming } from './playground-variants';
import { useServices, useStore } from './services';

/** A file that the learner has chosen or dropped. */
export interface ChosenFile {
  readonly file: File;
  /** Through which it can be saved again; null where the browser gives none. */
  readonly handle: FileHandle | null;
}

interface FileMenuProps {
  readonly program: Program;
  readonly onNew: (naming: Naming) => void;
  readonly onOpen: (chosen: readonly ChosenFile[]) => void;
  readonly onPick: () => void;
  readonly onSave: () => void;
  readonly onDownload: (form: 'program' | 'notebook') => void;
}

/** What comes from the learner's own disk, and what goes there. */
export function FileMenu({ program, onNew, onOpen, onPick, onSave, onDownload }: FileMenuProps) {
  const { edits, playground, playgroundFiles } = useServices();
  const { full } = useStore(playground.store);
  const linked = useStore(playgroundFiles.store, (state) => state.linked[program.id]);
  const input = useRef<HTMLInputElement>(null);
  const { pickers } = playgroundFiles;
  const isNew = full ? { hint: fullHint(), disabled: true } : {};
  const changed = useStore(edits.store, () => linked !== undefined && linked.text !== playground.text(program));
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={OPENED_KINDS}
        aria-label={playgroundTexts.programFile}
        multiple
        hidden
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          // The same file may be opened again.
          target.value = '';
          onOpen(files.map((file) => ({ file, handle: null })));
        }}
      />
      <ActionMenu
        trigger={playgroundTexts.file}
        label={playgroundTexts.file}
        actions={[
          {
            id: 'new-python',
            label: playgroundTexts.newPython,
            ...isNew,
            onAct: () => onNew({ of: null, from: null, language: 'python' }),
          },
          {
            id: 'new-typescript',
            label: playgroundTexts.newTypeScript,
            ...isNew,
            onAct: () => onNew({ of: null, from: null, language: 'typescript' }),
          },
          {
            id: 'open',
            label: playgroundTexts.open,
            hint: playgroundTexts.openHint,
            onAct: () => (pickers === null ? input.current?.click() : onPick()),
          },
          ...(pickers === null
            ? []
            : [
                {
                  id: 'save',
                  label: linked === undefined ? playgroundTexts.save : playgroundTexts.saveAs(linked.name),
                  hint:
                    linked === undefined
                      ? playgroundTexts.saveHint
                      : changed
                        ? playgroundTexts.changedSince
                        : playgroundTexts.unchanged,
                  onAct: onSave,
                },
              ]),
          { id: 'download', label: playgroundTexts.download(program.title), onAct: () => onDownload('program') },
          ...(program.language === 'python'
            ? [
                {
                  id: 'notebook',
                  label: playgroundTexts.downloadNotebook,
                  hint: playgroundTexts.notebookHint,
                  onAct: () => onDownload('notebook'),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}

/** What was dropped: files with their handles, where the browser gives them. To be called in the event's own turn. */
export function droppedFiles(data: DataTransfer): Promise<readonly ChosenFile[]> {
  const dropped = [...data.items].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null;
    if (file === null) return [];
    const asked = (item as HandleItem).getAsFileSystemHandle?.();
    return [{ file, asked }];
  });
  return Promise.all(
    dropped.map(async ({ file, asked }) => {
      const handle = (await asked?.catch(() => null)) ?? null;
      return { file, handle: handle?.kind === 'file' ? handle : null };
    }),
  );
}

type HandleItem = DataTransferItem & { readonly getAsFileSystemHandle?: () => Promise<FileHandle | null> };
