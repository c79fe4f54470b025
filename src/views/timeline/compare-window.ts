/**
 * The one axis of several cloths: the window of time that all of them show, and how much room they leave beside it, so that
 * equal times stand above one another. Pure; whoever draws joins and is told when to draw anew.
 */
import { clampViewport, fit, isFit, type Viewport } from './viewport';

export interface WindowMember {
  /** The window, or the room beside it, is another one: read it, and draw. */
  refresh(): void;
}

interface Room {
  readonly names: number;
  readonly margin: number;
}

export class SharedWindow {
  readonly #members = new Map<WindowMember, Room>();
  #viewport: Viewport = fit(0);
  #end = 0;
  #names = 0;
  #margin = 0;
  #laneHeight = Number.POSITIVE_INFINITY;

  get viewport(): Viewport {
    return this.#viewport;
  }

  /** Where the axis ends: with the longest of the runs. */
  get end(): number {
    return this.#end;
  }

  /** The width of the widest names, in pixels. */
  get names(): number {
    return this.#names;
  }

  /** What is left free to the right of the axis, in pixels. */
  get margin(): number {
    return this.#margin;
  }

  /** How high a lane may be, so that all cloths have lanes of one height. */
  get laneHeight(): number {
    return this.#laneHeight;
  }

  get whole(): boolean {
    return isFit(this.#viewport, this.#end);
  }

  /** Gives what leaves again. */
  join(member: WindowMember): () => void {
    this.#members.set(member, { names: 0, margin: 0 });
    return () => {
      this.#members.delete(member);
      this.#makeRoom();
    };
  }

  /** Another set of runs is shown: whoever saw the whole still does, whoever looked at a place stays there if there is one. */
  setRuns(end: number, laneHeight: number): void {
    const { whole } = this;
    if (end === this.#end && laneHeight === this.#laneHeight) return;
    this.#end = end;
    this.#laneHeight = laneHeight;
    this.#viewport = whole ? fit(end) : clampViewport(this.#viewport, end);
    this.#tell(null);
  }

  /** `by` has moved the window, and knows it. */
  set(viewport: Viewport, by: WindowMember): void {
    if (viewport.t0 === this.#viewport.t0 && viewport.t1 === this.#viewport.t1) return;
    this.#viewport = viewport;
    this.#tell(by);
  }

  /** What `member` needs for its names and beside its end: all leave as much room as the one that needs most. */
  measure(member: WindowMember, names: number, margin: number): void {
    if (!this.#members.has(member)) return;
    this.#members.set(member, { names, margin });
    this.#makeRoom();
  }

  #makeRoom(): void {
    const rooms = [...this.#members.values()];
    const names = Math.max(0, ...rooms.map((room) => room.names));
    const margin = Math.max(0, ...rooms.map((room) => room.margin));
    if (names === this.#names && margin === this.#margin) return;
    this.#names = names;
    this.#margin = margin;
    this.#tell(null);
  }

  #tell(but: WindowMember | null): void {
    for (const member of [...this.#members.keys()]) if (member !== but) member.refresh();
  }
}
