import { charts } from '../../texts/en/charts';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Copy, Table2 } from 'lucide-react';
import { Button as AriaButton, Menu, MenuItem, MenuSection, MenuTrigger, Header, Popover } from 'react-aria-components';
import { toCsv, toMarkdown, type Table } from '../../measure/export';
import { Button } from '../kit/button';
import { scrollsByKeyboard } from '../kit/scroll';
import { pictureFile, pngOf } from './picture-export';
import { save } from './save';
import { useSize, type Size } from './use-size';
import styles from './charts.module.css';

/** A chart in figures. */
export interface ChartTable extends Table {
  readonly caption: string;
}

interface ChartFigureProps {
  readonly title: string;
  /** The title is shown; not where it stands above already. */
  readonly titled?: boolean;
  /** What the picture says, most important first. Under a saved picture, too. */
  readonly sentences: readonly string[];
  /** Draws one `<svg>` as wide as it is told. */
  readonly picture: (size: Size & { readonly label: string }) => ReactNode;
  /** The same in figures. */
  readonly table: ChartTable;
  /** Bare numbers for other programs, where the table is meant for people. */
  readonly figures?: () => Table;
  /** Every single trial. */
  readonly trials?: () => Table;
  /** Marks that are not named in the picture itself. */
  readonly marks?: ReactNode;
  /** Of saved files, without an ending. */
  readonly fileName: string;
  /** Below the picture. */
  readonly children?: ReactNode;
}

type CopyKind = 'csv' | 'trials' | 'markdown' | 'png' | 'svg';
const kinds = (): readonly { readonly id: CopyKind; readonly label: string }[] => [
  { id: 'csv', label: charts.csv },
  { id: 'trials', label: charts.trialsCsv },
  { id: 'markdown', label: charts.markdown },
  { id: 'png', label: charts.png },
  { id: 'svg', label: charts.svg },
];

const WAYS = ['copy', 'save'] as const;

const ENDINGS: Readonly<Record<CopyKind, string>> = {
  csv: '.csv',
  trials: '-trials.csv',
  markdown: '.md',
  png: '.png',
  svg: '.svg',
};

/** A chart with its words, its table one key away, and itself to take along. */
export function ChartFigure(props: ChartFigureProps) {
  const { title, titled = true, sentences, picture, table, figures, trials, marks, fileName, children } = props;
  const [asTable, setAsTable] = useState(false);
  const [news, setNews] = useState('');
  const [frame, size] = useSize();
  const figure = useRef<HTMLElement>(null);
  const id = useId();

  useEffect(() => {
    if (news === '') return;
    const timer = setTimeout(() => setNews(''), 6_000);
    return () => clearTimeout(timer);
  }, [news]);

  // The key of the table works wherever the focus is in here.
  useEffect(() => {
    const { current } = figure;
    if (current === null) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('input, select, textarea') !== null) return;
      event.preventDefault();
      setAsTable((old) => !old);
    };
    current.addEventListener('keydown', pressed);
    return () => current.removeEventListener('keydown', pressed);
  }, []);

  /** The picture is drawn even while the table is shown: hidden, so that it can be copied from there. */
  const file = () => {
    const chart = figure.current?.querySelector<SVGSVGElement>('[data-picture] svg');
    if (chart == null) throw new Error('the picture is not drawn yet');
    return pictureFile(chart, { title, sentences });
  };

  async function content(kind: CopyKind): Promise<Blob> {
    switch (kind) {
      case 'csv':
        return new Blob([toCsv(figures?.() ?? table)], { type: 'text/csv' });
      case 'trials':
        return new Blob([toCsv(trials?.() ?? table)], { type: 'text/csv' });
      case 'markdown':
        return new Blob([`${table.caption}\n\n${toMarkdown(table)}`], { type: 'text/markdown' });
      case 'svg':
        return new Blob([file().svg], { type: 'image/svg+xml' });
      case 'png':
        return pngOf(file());
    }
  }

  async function copy(kind: CopyKind) {
    const named = kinds().find((each) => each.id === kind)?.label ?? kind;
    try {
      if (kind === 'png') await navigator.clipboard.write([new ClipboardItem({ 'image/png': content('png') })]);
      else await navigator.clipboard.writeText(await (await content(kind)).text());
      setNews(charts.copied(named));
    } catch {
      await saveAsFile(kind, true);
    }
  }

  async function saveAsFile(kind: CopyKind, instead = false) {
    const name = `${fileName}${ENDINGS[kind]}`;
    try {
      save(name, await content(kind));
      setNews(instead ? charts.savedInstead(name) : charts.saved(name));
    } catch (error) {
      setNews(charts.didNotWork(error instanceof Error ? error.message : String(error)));
    }
  }

  return (
    <figure ref={figure} className={styles['figure']} aria-labelledby={id}>
      <figcaption>
        <h4 id={id} className={titled ? styles['title'] : 'visually-hidden'}>
          {title}
        </h4>
        <Sentences sentences={sentences} />
      </figcaption>
      <div ref={frame} className={styles['frame']}>
        <div
          data-picture=""
          aria-hidden={asTable}
          className={asTable ? styles['hidden'] : styles['picture']}
          {...(asTable ? {} : scrollsByKeyboard)}
        >
          {size.width > 0 && picture({ ...size, label: sentences.join(' ') })}
        </div>
        {asTable && <TableView table={table} />}
      </div>
      {!asTable && marks}
      <div className={styles['tools']}>
        <Button
          look="quiet"
          aria-pressed={asTable}
          aria-keyshortcuts="t"
          title={charts.showTable}
          onClick={() => setAsTable(!asTable)}
        >
          <Table2 size="1em" aria-hidden="true" />
          {charts.table}
        </Button>
        <MenuTrigger>
          <AriaButton className={styles['menuButton'] ?? ''}>
            <Copy size="1em" aria-hidden="true" />
            {charts.copy}
          </AriaButton>
          <Popover className={styles['popover'] ?? ''} placement="bottom start" offset={6}>
            <Menu
              className={styles['menu'] ?? ''}
              aria-label={charts.copyOrSave(title)}
              onAction={(key) => {
                const [what, kind] = String(key).split(' ');
                const known = kinds().find((each) => each.id === kind);
                if (known !== undefined) void (what === 'save' ? saveAsFile(known.id) : copy(known.id));
              }}
            >
              {WAYS.map((what) => (
                <MenuSection key={what} className={styles['menuSection'] ?? ''}>
                  <Header className={styles['menuHead'] ?? ''}>
                    {what === 'copy' ? charts.copy : charts.saveAsFile}
                  </Header>
                  {kinds()
                    .filter(({ id }) => id !== 'trials' || trials !== undefined)
                    .map((kind) => (
                      <MenuItem key={kind.id} id={`${what} ${kind.id}`} className={styles['menuItem'] ?? ''}>
                        {kind.label}
                      </MenuItem>
                    ))}
                </MenuSection>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
        <output className={styles['news']}>{news}</output>
      </div>
      {children}
    </figure>
  );
}

/** The first one bears the news. */
function Sentences({ sentences: [headline, ...rest] }: { readonly sentences: readonly string[] }) {
  return (
    <div className={styles['words']}>
      {headline !== undefined && <p className={styles['headline']}>{headline}</p>}
      {rest.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

function TableView({ table: { caption, columns, rows } }: { readonly table: ChartTable }) {
  return (
    <div className={styles['tableRoom']} {...scrollsByKeyboard}>
      <table className={styles['table']}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((cell) => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, at) =>
                at === 0 ? (
                  <th key={at} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={at}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
