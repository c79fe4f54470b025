import { useState } from 'react';
import { Download } from 'lucide-react';
import { safeName } from '../../base/safe-path';
import type { Lesson, Program } from '../../lesson/lesson';
import { fileKey } from '../../session/edits';
import { usesNetwork } from '../../session/uses-network';
import { archive } from '../files/archive';
import { saveAs } from '../files/save';
import { lessonPage } from '../../texts/en/lesson-page';
import { Button } from '../kit/button';
import { href, lessonPath, snippetPath } from './routes';
import { useServices, useStore } from './services';
import styles from './downloads.module.css';

type Files = readonly { readonly path: string; readonly content: string }[];
type Form = 'program' | 'original' | 'notebook';

/** The lesson's programs, to be run in a terminal or in Jupyter. */
export function Downloads({ lesson }: { readonly lesson: Lesson }) {
  const { busy, edits } = useServices();
  const kept = useStore(edits.store, (state) => state.edits);
  const [words, setWords] = useState('');

  const mine = ({ id, files }: Program): Files =>
    files.map(({ path, content }) => ({
      path,
      content: kept[fileKey({ lesson: lesson.id, program: id, path })]?.text ?? content,
    }));

  const download = async (program: Program, form: Form): Promise<void> => {
    const over = busy.begin('make a download');
    try {
      const [name, content] = await madeOf(lesson, program, form, form === 'original' ? program.files : mine(program));
      saveAs(name, content);
      setWords(lessonPage.downloaded(name));
    } catch {
      setWords(lessonPage.downloadFailed);
    } finally {
      over();
    }
  };

  return (
    <div className={styles['downloads']}>
      <h3>{lessonPage.takeAlong}</h3>
      <ul className={styles['list']}>
        {lesson.programs.map((program) => {
          const changed = mine(program).some(({ content }, i) => content !== program.files[i]?.content);
          const of = <span className="visually-hidden">({program.title})</span>;
          return (
            <li key={program.id}>
              <span className={styles['name']}>{program.title}</span>
              <span className={styles['forms']}>
                <Button onClick={() => void download(program, 'program')}>
                  <Download size="1em" aria-hidden="true" />
                  {changed ? lessonPage.asYouHave : kindOf(program)}
                  {of}
                </Button>
                {changed && (
                  <Button onClick={() => void download(program, 'original')}>
                    {lessonPage.asLesson}
                    {of}
                  </Button>
                )}
                {program.language === 'python' && (
                  <Button onClick={() => void download(program, 'notebook')}>
                    {lessonPage.notebook}
                    {of}
                  </Button>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      <p>
        <a href={href(snippetPath(lesson.id))}>{lessonPage.intoPage}</a>
      </p>
      <output className={styles['said']}>{words}</output>
    </div>
  );
}

function kindOf({ files, language }: Program): string {
  if (files.length > 1) return lessonPage.zip(files.length);
  return language === 'python' ? lessonPage.programPy : lessonPage.programTs;
}

async function madeOf(
  lesson: Lesson,
  program: Program,
  form: Form,
  files: Files,
): Promise<readonly [string, BlobPart]> {
  const stem = safeName(program.entry).replace(/\.\w+$/, '');
  const suffix = form === 'original' ? '-original' : '';
  if (form === 'notebook') {
    const { notebookOf } = await import('../../lesson/notebook');
    const notes = usesNetwork({ language: program.language, files }) ? [lessonPage.hostsNote] : [];
    const { title, question } = lesson;
    const url = new URL(href(lessonPath(lesson.id)), document.baseURI).href;
    const notebook = notebookOf({ title, question, url, notes }, program.entry, files);
    return [`${stem}.ipynb`, `${JSON.stringify(notebook, null, 1)}\n`];
  }
  const [only] = files;
  if (files.length === 1 && only !== undefined)
    return [safeName(only.path).replace(/(?=\.\w+$)/, suffix), only.content];
  const bytes = new Map(files.map(({ path, content }) => [path, new TextEncoder().encode(content)]));
  const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  const { zip } = await archive([...bytes.keys()], (path) => Promise.resolve(bytes.get(path) ?? null), breathe);
  return [`${lesson.id}-${stem}${suffix}.zip`, zip];
}
