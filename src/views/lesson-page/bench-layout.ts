/** How the workbench's height is shared out between editor, cloth and end pane, in percent. Pure. */

export interface BenchLayout {
  readonly editor: number;
  readonly cloth: number;
  readonly output: number;
}

/** An editor of which only the tabs are left. */
export const EDITOR_REM = 2.75;

/** What a table of requests or files wants at least; in a low window (or with large type) this is more than its share. */
const TALL_REM = 16;
const TALL_SHARE = 0.4;
const TALL_MOST = 0.47;

/** The run bar, the axis, the sentence, the playback bar, and between them a dozen strands. */
const CLOTH_REM = 21;

/**
 * The layout with a tall end pane, or null where the end pane is tall enough as it is. The editor gives the room first: whoever
 * opens a table looks at a run, and the cloth is the run's picture.
 */
export function withTallEnd(now: BenchLayout, heightRem: number): BenchLayout | null {
  if (!(heightRem > 0)) return null;
  const output = Math.min(Math.max(TALL_SHARE * heightRem, TALL_REM), TALL_MOST * heightRem);
  if ((now.output / 100) * heightRem >= output) return null;
  const left = heightRem - output;
  const editor = Math.max(EDITOR_REM, Math.min((now.editor / 100) * heightRem, left - CLOTH_REM));
  return inPercent({ editor, cloth: left - editor, output }, heightRem);
}

function inPercent({ editor, cloth, output }: BenchLayout, whole: number): BenchLayout {
  return { editor: (editor / whole) * 100, cloth: (cloth / whole) * 100, output: (output / whole) * 100 };
}

/** All for the cloth: the panels keep the least of the others. */
export const ALL_CLOTH: BenchLayout = { editor: 0, cloth: 100, output: 0 };

/** The same for an end pane that is looked at instead of a run. */
export const ALL_END: BenchLayout = { editor: 0, cloth: 0, output: 100 };
