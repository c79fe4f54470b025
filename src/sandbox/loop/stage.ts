/**
 * The figure that keeps time with a program's event loop: a shuttle that goes to and fro, one step for each frame that the browser
 * may draw. Drawing is one of the loop's own tasks, so that a program that keeps the loop busy is seen to freeze: the shuttle
 * stands, then jumps, and where it stood an outline stays for a moment. Where less motion is wished for, a clock ticks instead.
 *
 * What it needs of the document is taken before the program's first line, and what the program does to the document afterwards can
 * hurt nothing but the figure.
 */
import type { FrameCount, StageLook } from '../../protocol/realm';
import { FrameCounter } from './frame-count';

const requestFrame = requestAnimationFrame.bind(globalThis);
const cancelFrame = cancelAnimationFrame.bind(globalThis);

/** There and back. */
const ROUND_MS = 1_600;
/** So many frames must be missed for the outline of where the shuttle stood, and so long it is seen. */
const NOTABLE = 3;
const OUTLINE_MS = 700;
/** Between two reports to the page. */
const REPORT_MS = 200;
const TICK_MS = 100;

const PLAIN: StageLook = {
  ground: '#ffffff',
  warp: '#d8d3c6',
  strand: '#5d5a52',
  bead: '#c98a00',
  bad: '#b3261e',
  still: false,
};

export class Stage {
  readonly #canvas = document.createElement('canvas');
  readonly #brush = this.#canvas.getContext('2d');
  #look = PLAIN;
  #counter: FrameCounter | null = null;
  #handle = 0;
  #began = 0;
  #drawnAt = 0;
  #reportedAt = 0;
  #tick = -1;
  #outline: { readonly along: number; readonly since: number } | null = null;
  #report: (count: FrameCount) => void = () => {};

  constructor() {
    this.#canvas.style.cssText = 'position:fixed;inset:0;width:100%;height:100%';
    document.body.append(this.#canvas);
    addEventListener('resize', () => this.#paint());
    document.addEventListener('visibilitychange', () => this.#counter?.pause());
  }

  look(look: StageLook): void {
    this.#look = look;
    document.documentElement.style.background = look.ground;
    this.#tick = -1;
    this.#paint();
  }

  /** The program begins. `report` hears of the frames a few times a second, as far as the loop lets it. */
  begin(report: (count: FrameCount) => void): void {
    this.#report = report;
    this.#counter = new FrameCounter();
    this.#began = this.#drawnAt = this.#reportedAt = performance.now();
    this.#handle = requestFrame((now) => this.#frame(now));
  }

  /** The program is over: the last count. */
  end(): FrameCount {
    cancelFrame(this.#handle);
    const count = this.#counter?.count(performance.now()) ?? { drawn: 0, dropped: 0, longestMs: 0 };
    this.#counter = null;
    return count;
  }

  #frame(now: number): void {
    const counter = this.#counter;
    if (counter === null) return;
    this.#handle = requestFrame((next) => this.#frame(next));
    if (counter.beat(now) >= NOTABLE) this.#outline = { along: along(this.#drawnAt - this.#began), since: now };
    this.#drawnAt = now;
    this.#paint();
    if (now - this.#reportedAt < REPORT_MS) return;
    this.#reportedAt = now;
    this.#report(counter.count(now));
  }

  #paint(): void {
    const brush = this.#brush;
    const { innerWidth: width, innerHeight: height } = window;
    // Out of sight the frame is a single pixel.
    if (brush === null || width < 8) return;
    const scale = window.devicePixelRatio;
    if (this.#canvas.width !== Math.round(width * scale) || this.#canvas.height !== Math.round(height * scale)) {
      this.#canvas.width = Math.round(width * scale);
      this.#canvas.height = Math.round(height * scale);
      this.#tick = -1;
    }
    brush.setTransform(scale, 0, 0, scale, 0, 0);
    if (this.#look.still) this.#paintClock(brush, width, height);
    else this.#paintLoom(brush, width, height);
  }

  #paintClock(brush: CanvasRenderingContext2D, width: number, height: number): void {
    const tick = Math.floor((this.#drawnAt - this.#began) / TICK_MS);
    if (tick === this.#tick) return;
    this.#tick = tick;
    brush.clearRect(0, 0, width, height);
    brush.fillStyle = this.#look.strand;
    brush.font = `600 ${Math.round(height * 0.55)}px ui-monospace, monospace`;
    brush.textBaseline = 'middle';
    brush.fillText(`${(tick / 10).toFixed(1)} s`, 4, height / 2 + 1);
  }

  #paintLoom(brush: CanvasRenderingContext2D, width: number, height: number): void {
    const { warp, strand, bead, bad } = this.#look;
    const long = Math.min(44, width / 3);
    const left = long / 2 + 1;
    const room = width - long - 2;
    const middle = height / 2;
    const at = left + along(this.#drawnAt - this.#began) * room;
    brush.clearRect(0, 0, width, height);
    brush.lineCap = 'round';
    brush.lineWidth = 1.5;
    brush.strokeStyle = warp;
    brush.beginPath();
    for (let x = 5.5; x < width - 3; x += 11) {
      brush.moveTo(x, middle - height * 0.34);
      brush.lineTo(x, middle + height * 0.34);
    }
    brush.stroke();
    brush.lineWidth = 2;
    brush.strokeStyle = strand;
    brush.beginPath();
    brush.moveTo(3, middle);
    brush.lineTo(at, middle);
    brush.stroke();

    const outline = this.#outline;
    if (outline !== null && this.#drawnAt - outline.since < OUTLINE_MS) {
      brush.setLineDash([3, 2.5]);
      brush.lineWidth = 1.5;
      brush.strokeStyle = bad;
      shuttle(brush, left + outline.along * room, middle, long, height);
      brush.stroke();
      brush.setLineDash([]);
    }
    brush.fillStyle = strand;
    shuttle(brush, at, middle, long, height);
    brush.fill();
    brush.fillStyle = bead;
    brush.beginPath();
    brush.arc(at, middle, Math.min(2.2, height * 0.085), 0, 2 * Math.PI);
    brush.fill();
  }
}

/** How far the shuttle is, from 0 to 1: there and back, gently at both ends. */
function along(ms: number): number {
  return (1 - Math.cos((2 * Math.PI * ms) / ROUND_MS)) / 2;
}

function shuttle(brush: CanvasRenderingContext2D, x: number, y: number, long: number, height: number): void {
  const half = long / 2;
  const bulge = height * 0.32;
  brush.beginPath();
  brush.moveTo(x - half, y);
  brush.quadraticCurveTo(x, y - bulge, x + half, y);
  brush.quadraticCurveTo(x, y + bulge, x - half, y);
  brush.closePath();
}
