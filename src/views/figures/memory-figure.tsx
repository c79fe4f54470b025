import { useState } from 'react';
import { figureControls } from '../../texts/en/figure-controls';
import { figureMemory } from '../../texts/en/figure-memory';
import { Button } from '../kit/button';
import { Words } from './controls';
import type { DrawingProps } from './live-figure';
import { act, can, EMPTY, type Action, type Memory, type Name, type Space } from './memory-model';
import { Stage } from './stage';
import styles from './figures.module.css';

const HEIGHT = 160;

export function MemoryFigure({ alt }: DrawingProps) {
  const [memory, setMemory] = useState(EMPTY);
  const [last, setLast] = useState<Action | null>(null);
  const does = (action: Action, label: string) => {
    const possible = can(memory, action);
    return (
      <Button
        aria-disabled={!possible}
        onClick={() => {
          if (!possible) return;
          setMemory(act(memory, action));
          setLast(action);
        }}
      >
        {label}
      </Button>
    );
  };
  const process = (who: Name) => (
    <fieldset className={styles['group']} aria-label={figureMemory.process(who)}>
      {does({ kind: 'process-adds', who }, figureMemory.add)}
      {does({ kind: 'sends', who }, figureMemory.send)}
      {does({ kind: 'receives', who }, figureMemory.receive)}
    </fieldset>
  );
  return (
    <>
      <div className={styles['worlds']}>
        <div>
          <Stage height={HEIGHT} label={figureMemory.threadsLabel(alt, memory.shared)}>
            {(width) => <Threads count={memory.shared} last={last} width={width} />}
          </Stage>
          <div className={styles['pair']}>
            <fieldset className={styles['group']} aria-label={figureMemory.thread('A')}>
              {does({ kind: 'thread-adds', who: 'A' }, figureMemory.addOf('A'))}
            </fieldset>
            <fieldset className={styles['group']} aria-label={figureMemory.thread('B')}>
              {does({ kind: 'thread-adds', who: 'B' }, figureMemory.addOf('B'))}
            </fieldset>
          </div>
        </div>
        <div>
          <Stage height={HEIGHT} label={processesLabel(memory)}>
            {(width) => <Processes memory={memory} last={last} width={width} />}
          </Stage>
          <div className={styles['pair']}>
            {process('A')}
            {process('B')}
          </div>
        </div>
      </div>
      <div className={styles['controls']}>
        {does({ kind: 'forks' }, memory.processes.B === null ? figureMemory.fork : figureMemory.forkAgain)}
        <Button
          look="quiet"
          onClick={() => {
            setMemory(EMPTY);
            setLast(null);
          }}
        >
          {figureControls.reset}
        </Button>
      </div>
      <Words model={figureMemory.model}>{last === null ? figureMemory.begin : sentence(memory, last)}</Words>
    </>
  );
}

interface ThreadsProps {
  readonly count: number;
  readonly last: Action | null;
  readonly width: number;
}

function Threads({ count, last, width }: ThreadsProps) {
  const middle = 90;
  const box = width - BOX / 2 - 16;
  return (
    <>
      <House x={1} width={width - 2} title={figureMemory.oneProcess} />
      {(['A', 'B'] as const).map((name, i) => {
        const wrote = last?.kind === 'thread-adds' && last.who === name;
        const y = middle + (i === 0 ? -34 : 34);
        const [from, to] = [40, box - BOX / 2];
        return (
          <g key={name}>
            <path
              d={`M${from},${y}C${(from + to) / 2},${y} ${(from + to) / 2},${middle} ${to},${middle + (i === 0 ? -6 : 6)}`}
              style={{ fill: 'none', stroke: `var(--strand-${i + 1})`, strokeWidth: wrote ? 10 : 2 }}
            />
            <text x={16} y={y + 5} style={{ fontWeight: 600, fontSize: 15 }}>
              {name}
            </text>
          </g>
        );
      })}
      <Variable x={box} y={middle} count={count} fresh={last?.kind === 'thread-adds'} />
    </>
  );
}

interface ProcessesProps {
  readonly memory: Memory;
  readonly last: Action | null;
  readonly width: number;
}

function Processes({ memory: { processes }, last, width }: ProcessesProps) {
  const gap = 44;
  const room = (width - gap) / 2;
  const spaces: readonly (readonly [Name, number, Space | null])[] = [
    ['A', 1, processes.A],
    ['B', room + gap - 1, processes.B],
  ];
  return (
    <>
      {spaces.map(([name, x, space]) => {
        const mine = last !== null && (last.kind === 'forks' ? name === 'B' : last.who === name);
        const heard = space?.heard ?? null;
        return (
          <g key={name}>
            <House x={x} width={room} title={figureMemory.process(name)} absent={space === null} />
            {space === null ? (
              <text className={styles['faint']} x={x + room / 2} y={94} textAnchor="middle">
                {figureMemory.notForked}
              </text>
            ) : (
              <Variable
                x={x + room / 2}
                y={76}
                count={space.count}
                fresh={mine && (last.kind === 'process-adds' || last.kind === 'forks')}
              />
            )}
            {heard !== null && (
              <text x={x + room / 2} y={128} textAnchor="middle">
                {figureMemory.heard(heard)}
              </text>
            )}
          </g>
        );
      })}
      {processes.B !== null && (
        <text className={styles['faint']} x={width / 2} y={HEIGHT - 6} textAnchor="middle">
          {figureMemory.pipe}
        </text>
      )}
      {processes.B !== null &&
        spaces.map(([name, , space]) => {
          const y = name === 'B' ? 66 : 124;
          const [from, to] = name === 'B' ? [room + 2, room + gap - 3] : [room + gap - 3, room + 2];
          const head = from < to ? -5 : 5;
          return (
            <g key={name}>
              <path
                d={`M${from},${y}H${to}m${head},-4l${-head},4l${head},4`}
                style={{ fill: 'none', stroke: 'var(--edge)', strokeWidth: 1.75 }}
              />
              {(space?.pipe ?? []).map((message, i) => (
                <g key={i} transform={`translate(${room + gap / 2}, ${y - 13 - i * 19})`}>
                  <rect
                    x={-13}
                    y={-9}
                    width={26}
                    height={17}
                    rx={8.5}
                    style={{ fill: 'var(--hi)', stroke: 'var(--edge)' }}
                  />
                  <text y={4} textAnchor="middle" style={{ fontSize: 12, fontWeight: 600 }}>
                    {message}
                  </text>
                </g>
              ))}
            </g>
          );
        })}
    </>
  );
}

interface HouseProps {
  readonly x: number;
  readonly width: number;
  readonly title: string;
  readonly absent?: boolean;
}

/** An address space: whatever is outside cannot reach in. */
function House({ x, width, title, absent = false }: HouseProps) {
  return (
    <>
      <rect
        x={x}
        y={24}
        width={width}
        height={HEIGHT - 28}
        rx={6}
        strokeDasharray={absent ? '4 4' : undefined}
        style={{ fill: absent ? 'none' : 'var(--wash)', stroke: 'var(--edge)', strokeWidth: 1.5 }}
      />
      <text className={styles['faint']} x={x + 1} y={15}>
        {title}
      </text>
    </>
  );
}

const BOX = 92;

interface VariableProps {
  readonly x: number;
  readonly y: number;
  readonly count: number;
  /** It has just been written. */
  readonly fresh: boolean;
}

function Variable({ x, y, count, fresh }: VariableProps) {
  // As a program would write it, in every language.
  const written = `count=${count}`;
  return (
    <>
      <rect
        x={x - BOX / 2}
        y={y - 18}
        width={BOX}
        height={36}
        rx={3}
        style={{
          fill: fresh ? 'var(--hi)' : 'var(--panel)',
          stroke: fresh ? 'var(--ink)' : 'var(--edge)',
          strokeWidth: fresh ? 2.5 : 1.25,
        }}
      />
      <text x={x} y={y + 4.5} textAnchor="middle" style={{ fontFamily: 'var(--font-mono)', fontSize: 13 }}>
        {written}
      </text>
    </>
  );
}

const processesLabel = ({ processes: { A, B } }: Memory): string =>
  B === null ? figureMemory.oneProcessLabel(A.count) : figureMemory.processesLabel(A.count, B.count);

function sentence({ shared, processes: { A, B } }: Memory, last: Action): string {
  if (last.kind === 'forks') return figureMemory.forks(B?.count ?? 0);
  const me = last.who;
  const them = me === 'A' ? 'B' : 'A';
  const [mine, theirs] = me === 'A' ? [A, B] : [B, A];
  switch (last.kind) {
    case 'thread-adds':
      return figureMemory.threadAdds(me, them, shared);
    case 'process-adds':
      if (theirs === null) return figureMemory.addsAlone(me, mine?.count ?? 0);
      return figureMemory.processAdds(me, mine?.count ?? 0, them, theirs.count);
    case 'sends':
      return figureMemory.sends(me, theirs?.pipe.length ?? 0, them);
    case 'receives':
      return figureMemory.receives(me, mine?.heard ?? 0, mine?.count ?? 0);
  }
}
