import { useDeferredValue, useId, useMemo, type ReactNode } from 'react';
import { Copy } from 'lucide-react';
import type { Program } from '../../lesson/lesson';
import { MAINS } from '../../session/playground';
import { ownRace, racing, type RaceKind, type RaceSetting } from '../../session/playground-race';
import { playgroundTexts } from '../../texts/en/playground';
import { Button } from '../kit/button';
import { scrollsByKeyboard } from '../kit/scroll';
import { RacePanel } from './race-panel';
import { useServices, useStore } from './services';
import radio from '../kit/radio.module.css';
import styles from './playground-race.module.css';

const KINDS: readonly { readonly id: RaceKind; readonly label: string }[] = [
  {
    id: 'variants',
    get label() {
      return playgroundTexts.ways;
    },
  },
  {
    id: 'curve',
    get label() {
      return playgroundTexts.moreWorkers;
    },
  },
  {
    id: 'worth',
    get label() {
      return playgroundTexts.largerTasks;
    },
  },
];

interface PlaygroundRaceProps {
  /** The program in the editor. */
  readonly open: Program;
  readonly onCopy: (from: Program) => void;
}

/** Races of the learner's own programs: which ones, then what every race has. */
export function PlaygroundRace({ open, onCopy }: PlaygroundRaceProps) {
  const { playground, edits, lab, race: session } = useServices();
  const { programs, race: setting, full } = useStore(playground.store);
  const active = useStore(session.store, (state) => state.active);
  const realNetwork = useStore(lab.store, (state) => state.realNetwork);
  // Who types does not wait for what her text changes here.
  const texts = useDeferredValue(useStore(edits.store, (state) => state.edits));
  const lesson = useMemo(() => {
    void texts;
    return racing(programs, playground.text);
  }, [programs, playground, texts]);
  const { race, problem, hint } = ownRace(lesson.programs, setting, playground.text);
  const change = (part: Partial<RaceSetting>) => playground.setRace(part);
  const name = useId();

  return (
    <div className={styles['pane']} {...scrollsByKeyboard}>
      <fieldset className={styles['setting']} disabled={active !== null}>
        <legend className="visually-hidden">{playgroundTexts.raced}</legend>
        <fieldset className={styles['row']}>
          <legend className="visually-hidden">{playgroundTexts.kind}</legend>
          {KINDS.map(({ id, label }) => (
            <label key={id} className={styles['choice']}>
              <input
                className={radio['radio']}
                type="radio"
                name={name}
                checked={setting.kind === id}
                onChange={() => change({ kind: id })}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        {setting.kind === 'variants' && (
          <Picks programs={programs} setting={setting} onChange={change}>
            {programs.length === MAINS.length && (
              <Button look="plain" disabled={full} onClick={() => onCopy(open)}>
                <Copy size="1em" aria-hidden="true" />
                {playgroundTexts.copyAsVariant(open.title)}
              </Button>
            )}
          </Picks>
        )}
        {setting.kind === 'curve' && (
          <>
            <div className={styles['fields']}>
              <ProgramField
                label={playgroundTexts.program}
                programs={programs}
                value={setting.one}
                onChange={(one) => change({ one })}
              />
              <TextField
                label={playgroundTexts.workers}
                value={setting.workers}
                placeholder={playgroundTexts.workersDefault}
                onChange={(workers) => change({ workers })}
              />
            </div>
            <Given what={playgroundTexts.numberOfWorkers} />
          </>
        )}
        {setting.kind === 'worth' && (
          <>
            <div className={styles['fields']}>
              <ProgramField
                label={playgroundTexts.simpleWay}
                programs={programs}
                value={setting.first}
                onChange={(first) => change({ first })}
              />
              <ProgramField
                label={playgroundTexts.worthIt}
                programs={programs}
                value={setting.second}
                onChange={(second) => change({ second })}
              />
              <TextField label={playgroundTexts.sizes} value={setting.sizes} onChange={(sizes) => change({ sizes })} />
              <TextField
                label={playgroundTexts.unit}
                value={setting.unit}
                placeholder={playgroundTexts.unitExample}
                onChange={(unit) => change({ unit })}
              />
            </div>
            <Given what={playgroundTexts.theSize} />
          </>
        )}
        {problem === null && hint !== null && <p className={styles['hint']}>{hint}</p>}
        {realNetwork && <p className={styles['hint']}>{playgroundTexts.labNetwork}</p>}
      </fieldset>
      <RacePanel key={race.id} lesson={lesson} race={race} blocked={problem} />
    </div>
  );
}

interface PicksProps {
  readonly programs: readonly Program[];
  readonly setting: RaceSetting;
  readonly onChange: (part: Partial<RaceSetting>) => void;
  readonly children: ReactNode;
}

function Picks({ programs, setting: { picked }, onChange, children }: PicksProps) {
  return (
    <fieldset className={styles['picks']}>
      <legend>{playgroundTexts.whoTakesPart}</legend>
      <div className={styles['row']}>
        {programs.map(({ id, title }) => (
          <label key={id} className={styles['choice']}>
            <input
              type="checkbox"
              checked={picked.includes(id)}
              onChange={({ target }) =>
                onChange({ picked: target.checked ? [...picked, id] : picked.filter((each) => each !== id) })
              }
            />
            <span>{title}</span>
          </label>
        ))}
        {children}
      </div>
    </fieldset>
  );
}

function Given({ what }: { readonly what: string }) {
  return (
    <p className={styles['hint']}>
      {playgroundTexts.givenPython(what)} <code>sys.argv[1]</code>
      {playgroundTexts.givenTypeScript} <code>args[0]</code>
      {playgroundTexts.importedFrom} <code>interleave</code>
      {playgroundTexts.bothText} <code>int(sys.argv[1])</code>, <code>Number(args[0])</code>.
    </p>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function ProgramField({ label, programs, value, onChange }: FieldProps & { readonly programs: readonly Program[] }) {
  const known = programs.some(({ id }) => id === value);
  return (
    <label className={styles['field']}>
      <span>{label}</span>
      <select value={known ? value : ''} onChange={(event) => onChange(event.target.value)}>
        {!known && <option value="">{playgroundTexts.pickOne}</option>}
        {programs.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

function TextField({ label, value, placeholder, onChange }: FieldProps & { readonly placeholder?: string }) {
  return (
    <label className={styles['field']}>
      <span>{label}</span>
      <input
        type="text"
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
