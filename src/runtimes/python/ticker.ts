/**
 * The ticker: a second thread of the machine that takes the GIL away.
 *
 * Code in WebAssembly cannot be interrupted from its own thread. So a worker that does nothing else waits, as long as the
 * switch interval or until the next timer, and then writes a signal number into the interpreter's interrupt word. It waits on
 * Control.TURN: a hand-over in the meantime starts the interval anew, exactly as the timed wait in CPython's take_gil does.
 *
 * It is written as a function that is sent to its worker as text: a realm can start workers from blob: URLs only, and 30 lines
 * do not deserve a file to fetch. The frame starts it, not the interpreter: in Chromium 156 a worker that is taken away while a
 * worker of its own still ends may stay for ever, with its memory and, on a busy machine, with its message loop spinning.
 */
import { CONTROL_BYTES, Control, TICK_SIGNAL, epochOf } from './control';

export interface TickerState {
  /** Microseconds of the switch interval while somebody waits for the GIL, else 0. */
  readonly intervalUs: number;
  /** Milliseconds from the ticker's epoch, or null. */
  readonly dueAt: number | null;
}

/** The shortest wait. Shorter intervals (`sys.setswitchinterval(1e-6)`) would make the ticker a busy loop. */
const MIN_WAIT_MS = 0.05;

/** What runs in the ticker's worker. Self-contained: it becomes text. */
function tick(
  control: Int32Array<SharedArrayBuffer>,
  epoch: number,
  words: typeof Control,
  signal: number,
  minWait: number,
): void {
  let late = 0;
  Atomics.store(control, words.TICKING, 1);
  Atomics.notify(control, words.TICKING);
  for (;;) {
    if (Atomics.load(control, words.CLOSED) === 1) return;
    const turn = Atomics.load(control, words.TURN);
    const interval = Atomics.load(control, words.INTERVAL_US) / 1000;
    const due = Atomics.load(control, words.DUE);
    let wait = Infinity;
    if (interval > 0) wait = interval;
    if (due > 0) wait = Math.min(wait, due / 10 - (performance.timeOrigin + performance.now() - epoch));
    // A due time stays until the interpreter has seen to it; while it cannot (inside a long C call), ask ever less often.
    wait = Math.max(wait, minWait, late);
    const woken = Atomics.wait(control, words.TURN, turn, wait) !== 'timed-out';
    if (woken) {
      late = 0;
      continue;
    }
    Atomics.compareExchange(control, words.SIGNAL, 0, signal);
    late = Math.min(5, late === 0 ? 1 : late * 2);
  }
}

/** Starts the ticker of the interpreter that has this control memory. */
export function startTicker(control: SharedArrayBuffer): Worker {
  const source = `onmessage = ({ data }) => { (${tick.toString()})(new Int32Array(data), ${epochOf(control)}, ${JSON.stringify(
    Control,
  )}, ${TICK_SIGNAL}, ${MIN_WAIT_MS}); close(); };`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url, { name: 'ticker' });
  URL.revokeObjectURL(url);
  worker.postMessage(control);
  return worker;
}

/** The interpreter's side. */
export class Ticker {
  private readonly words: Int32Array<SharedArrayBuffer>;
  private readonly epoch: number;
  private last = '';

  constructor(control: SharedArrayBuffer) {
    if (control.byteLength < CONTROL_BYTES) throw new RangeError(`control memory has ${control.byteLength} bytes`);
    this.words = new Int32Array(control);
    this.epoch = epochOf(control);
  }

  /** Settles when the ticker's thread runs. */
  async ready(): Promise<void> {
    const wait = Atomics.waitAsync(this.words, Control.TICKING, 0);
    if (wait.async) await wait.value;
  }

  /** The interrupt word, in the form that Pyodide wants. */
  get interruptBuffer(): Int32Array {
    return this.words;
  }

  /** Called at each hand-over and whenever the state changes. `dueAt` is in ms of `performance.now()`. */
  set(state: TickerState): void {
    const due =
      state.dueAt === null ? 0 : Math.max(1, Math.ceil((state.dueAt + performance.timeOrigin - this.epoch) * 10));
    Atomics.store(this.words, Control.INTERVAL_US, state.intervalUs);
    Atomics.store(this.words, Control.DUE, due);
    const key = `${state.intervalUs} ${due}`;
    // While nobody waits and nothing is due the ticker sleeps on; it is told of hand-overs only when it counts them.
    if (state.intervalUs === 0 && key === this.last) return;
    this.last = key;
    Atomics.add(this.words, Control.TURN, 1);
    Atomics.notify(this.words, Control.TURN);
  }

  /** A tick as soon as the interpreter looks. */
  tickSoon(): void {
    Atomics.compareExchange(this.words, Control.SIGNAL, 0, TICK_SIGNAL);
  }

  /** The realm takes this interpreter away: nothing that it does counts from here on. */
  get killed(): boolean {
    return Atomics.load(this.words, Control.KILLED) === 1;
  }

  /** Does not come back once `killed`: before what other processes would see. */
  stopIfKilled(): void {
    while (this.killed) Atomics.wait(this.words, Control.KILLED, 1);
  }

  dispose(): void {
    Atomics.store(this.words, Control.CLOSED, 1);
    Atomics.add(this.words, Control.TURN, 1);
    Atomics.notify(this.words, Control.TURN);
  }
}
