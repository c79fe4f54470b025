import { useEffect, type ReactNode } from 'react';
import { API, CHOICES, FIGURES, MODELS, NEWS, PITFALLS, type ApiTable } from '../../guide/cheat-sheet';
import { TOOLS } from '../../guide/tools';
import { sheetTexts } from '../../texts/en/cheat-sheet';
import { Button } from '../kit/button';
import { Code, Words } from './words';
import styles from './cheat-sheet-page.module.css';

interface CheatSheetPageProps {
  readonly lessonHref: (lesson: string) => string;
  readonly guideHref: string;
  readonly onPrint: () => void;
}

/** The course on two pages of paper, and on the screen a page whose rows lead to their lessons. */
export function CheatSheetPage({ lessonHref, guideHref, onPrint }: CheatSheetPageProps) {
  useEffect(() => {
    document.title = sheetTexts.documentTitle;
  }, []);
  const lesson = (id: string, children: ReactNode) => <a href={lessonHref(id)}>{children}</a>;
  const api = (module: string) =>
    API.filter((each) => each.module === module).map((table) => (
      <Api key={table.module} table={table} lesson={lesson} />
    ));

  return (
    <main id="main" className={styles['page']}>
      <div className={styles['sheet']}>
        <div className={styles['top']}>
          <h1>
            <span className={styles['course']}>Interleave </span>
            {sheetTexts.title}
          </h1>
          <p className={styles['lede']}>
            {sheetTexts.lede}
            <span className={styles['onScreen']}> {sheetTexts.ledeOnScreen}</span>
          </p>
          <p className={styles['print']}>
            <Button onClick={onPrint}>{sheetTexts.print}</Button>
          </p>
        </div>

        <section aria-labelledby="sheet-choose">
          <h2 id="sheet-choose">
            {sheetTexts.choices}{' '}
            <small className={styles['onScreen']}>
              <a href={guideHref}>{sheetTexts.toGuide}</a>
            </small>
          </h2>
          <Table heads={[sheetTexts.work, sheetTexts.tool, sheetTexts.line]} look="choices">
            {CHOICES.map(({ work, tool, lesson: id }) => (
              <Row
                key={work}
                head={lesson(id, work)}
                cells={[
                  [sheetTexts.tool, TOOLS[tool].title],
                  [sheetTexts.line, TOOLS[tool].line === '' ? null : <Code text={TOOLS[tool].line} />],
                ]}
              />
            ))}
          </Table>
        </section>

        <section aria-labelledby="sheet-models">
          <h2 id="sheet-models">{sheetTexts.models}</h2>
          <Table heads={['', sheetTexts.threads, 'asyncio', sheetTexts.processes, 'TypeScript']} look="models">
            {MODELS.map((row) => (
              <Row
                key={row.about}
                head={lesson(row.lesson, row.about)}
                cells={[
                  [sheetTexts.threads, <Words key="threads" text={row.threads} />],
                  ['asyncio', <Words key="asyncio" text={row.asyncio} />],
                  [sheetTexts.processes, <Words key="processes" text={row.processes} />],
                  ['TypeScript', <Words key="typescript" text={row.typescript} />],
                ]}
              />
            ))}
          </Table>
        </section>

        <div className={styles['two']}>
          <section aria-labelledby="sheet-pitfalls">
            <h2 id="sheet-pitfalls">{sheetTexts.pitfalls}</h2>
            <ol className={styles['pitfalls']}>
              {PITFALLS.map(({ name, shows, cure, lesson: id }) => (
                <li key={name}>
                  <b>{lesson(id, name)}.</b> <Words text={shows} />{' '}
                  <span className={styles['cure']}>
                    <Words text={cure} />
                  </span>
                </li>
              ))}
            </ol>
          </section>
          <div>
            <section aria-labelledby="sheet-news">
              <h2 id="sheet-news">{sheetTexts.news}</h2>
              <ul className={styles['news']}>
                {NEWS.map(({ what, means, lesson: id }) => (
                  <li key={what}>
                    <b>{lesson(id, <Words text={what} />)}.</b> <Words text={means} />
                  </li>
                ))}
              </ul>
            </section>
            <section aria-labelledby="sheet-figures">
              <h2 id="sheet-figures">{sheetTexts.figures}</h2>
              <dl className={styles['figures']}>
                {FIGURES.map(({ value, of, source, lesson: id }) => (
                  <div key={of}>
                    <dt>
                      {lesson(id, value)}
                      {source !== 'documented' && '*'}
                    </dt>
                    <dd>
                      <Words text={of} />
                    </dd>
                  </div>
                ))}
              </dl>
              <p className={styles['source']}>{sheetTexts.source}</p>
            </section>
          </div>
        </div>
      </div>

      <div className={styles['sheet']}>
        <p className={styles['reading']}>
          <Words text={sheetTexts.reading} />
        </p>
        {api('threading')}
        {api('queue')}
        {api('concurrent.futures')}
        {api('multiprocessing')}
        {api('asyncio')}
      </div>
    </main>
  );
}

function Api({
  table,
  lesson,
}: {
  readonly table: ApiTable;
  readonly lesson: (id: string, children: ReactNode) => ReactNode;
}) {
  const id = `sheet-${table.module.replace('.', '-')}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        <code>{table.module}</code> <small>{table.about}</small>
      </h2>
      <Table heads={['Python', sheetTexts.does, sheetTexts.trap, 'TypeScript']} look="api">
        {table.rows.map((row) => (
          <Row
            key={row.code}
            head={lesson(row.lesson, <Code text={row.code} />)}
            cells={[
              [sheetTexts.does, <Words key="does" text={row.does} />],
              [sheetTexts.trap, <Words key="trap" text={row.trap} />],
              ['TypeScript', row.typescript === '' ? null : <Code key="typescript" text={row.typescript} />],
            ]}
          />
        ))}
      </Table>
    </section>
  );
}

/**
 * On a narrow screen its rows stack, and a table whose parts are no longer drawn as such is none any more to some screen readers: so the
 * roles are said. (From here, since linters know only that they would go without saying.)
 */
const ROLES = {
  table: { role: 'table' },
  rows: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'cell' },
  column: { role: 'columnheader' },
  head: { role: 'rowheader' },
} as const;

function Table({
  heads,
  look,
  children,
}: {
  readonly heads: readonly string[];
  readonly look: 'choices' | 'models' | 'api';
  readonly children: ReactNode;
}) {
  return (
    <table {...ROLES.table} className={`${styles['table']} ${styles[look]}`}>
      <colgroup>
        {heads.map((head) => (
          <col key={head} />
        ))}
      </colgroup>
      <thead {...ROLES.rows}>
        <tr {...ROLES.row}>
          {heads.map((head) =>
            head === '' ? (
              <td key={head} {...ROLES.cell} />
            ) : (
              <th key={head} {...ROLES.column} scope="col">
                {head}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody {...ROLES.rows}>{children}</tbody>
    </table>
  );
}

function Row({
  head,
  cells,
}: {
  readonly head: ReactNode;
  readonly cells: readonly (readonly [name: string, content: ReactNode])[];
}) {
  return (
    <tr {...ROLES.row}>
      <th {...ROLES.head} scope="row">
        {head}
      </th>
      {cells.map(([name, content]) => (
        <td key={name} {...ROLES.cell} data-name={name} data-empty={content === null || undefined}>
          {content}
        </td>
      ))}
    </tr>
  );
}
