/** Paints what `sign-layout.ts` lays out. Every sign is known by its shape; colour comes on top. */
import { ENDINGS } from '../../trace/events';
import { formatMs } from '../../trace/format';
import type { Trace } from '../../trace/trace';
import { rowCentre, type Rows } from './rows';
import { endSize, markSize, markY, type SignGeometry } from './sign-layout';
import { thickness, type ClothTheme } from './theme';

/** Behind the strands: a thread that hangs from whoever made a task down to the task's beginning. */
export function paintBirths(c: CanvasRenderingContext2D, { births }: SignGeometry, rows: Rows, theme: ClothTheme) {
  if (births.length === 0) return;
  c.save();
  c.strokeStyle = theme.soft;
  c.globalAlpha = 0.6;
  c.lineWidth = theme.unit;
  c.beginPath();
  for (let i = 0; i < births.length; i++) {
    const x = births.get('x', i);
    c.moveTo(x, rowCentre(rows, births.get('from', i)));
    c.lineTo(x, rowCentre(rows, births.get('row', i)));
  }
  c.stroke();
  c.restore();
}

/** Above everything: rules over what a remark is about, its sign at the end of it, and how strands ended. */
export function paintSigns(
  c: CanvasRenderingContext2D,
  signs: SignGeometry,
  trace: Trace,
  rows: Rows,
  theme: ClothTheme,
  width: number,
) {
  paintEnds(c, signs, rows, theme);
  paintMarks(c, signs, trace, rows, theme, width);
}

function paintEnds(c: CanvasRenderingContext2D, { ends }: SignGeometry, rows: Rows, theme: ClothTheme) {
  if (ends.length === 0) return;
  const r = endSize(rows, theme);
  const line = Math.max(1.2, Math.min(2, r * 0.3));
  c.save();
  c.lineCap = 'round';
  for (let i = 0; i < ends.length; i++) {
    const x = ends.get('x', i);
    const y = rowCentre(rows, ends.get('row', i));
    const ending = ENDINGS[ends.get('ending', i)];
    c.beginPath();
    if (ending === 'killed') c.rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7);
    else c.arc(x, y, r, 0, Math.PI * 2);
    c.strokeStyle = theme.panel;
    c.lineWidth = line * 2.4;
    c.stroke();
    c.fillStyle = ending === 'raised' ? theme.bad : ending === 'killed' ? theme.ink : theme.panel;
    c.fill();
    if (ending === 'killed') continue;
    c.lineWidth = line;
    c.strokeStyle = ending === 'raised' ? theme.bad : theme.ink;
    c.stroke();
    const s = r * (ending === 'raised' ? 0.45 : 0.68);
    c.beginPath();
    c.moveTo(x - s, y + s);
    c.lineTo(x + s, y - s);
    if (ending === 'raised') {
      c.moveTo(x - s, y - s);
      c.lineTo(x + s, y + s);
      c.strokeStyle = theme.panel;
    }
    c.stroke();
  }
  c.restore();
}

function paintMarks(
  c: CanvasRenderingContext2D,
  { marks }: SignGeometry,
  trace: Trace,
  rows: Rows,
  theme: ClothTheme,
  width: number,
) {
  if (marks.length === 0) return;
  const s = markSize(rows, theme);
  c.save();
  c.strokeStyle = theme.bad;
  c.lineWidth = Math.max(1.5, Math.min(2, rows.laneHeight / 14)) * theme.unit;
  c.beginPath();
  for (let i = 0; i < marks.length; i++) {
    const x0 = Math.max(marks.get('x0', i), -20);
    const x1 = Math.min(marks.get('x1', i), width + 20);
    if (x1 - x0 < 1) continue;
    const row = marks.get('row', i);
    const y = markY(rows, row, theme);
    // A foot at either end, down to the strand.
    const foot = Math.max(y, rowCentre(rows, row) - thickness(rows, theme) / 2 - 2);
    c.moveTo(x0, foot);
    c.lineTo(x0, y);
    c.lineTo(x1, y);
    c.lineTo(x1, foot);
  }
  c.stroke();
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  for (let i = 0; i < marks.length; i++) {
    const x = marks.get('x1', i);
    const x0 = marks.get('x0', i);
    const row = marks.get('row', i);
    const y = markY(rows, row, theme);
    const isRoomy = y - (rows.tops[row] ?? 0) >= 7 * theme.unit;
    if (isRoomy && marks.get('count', i) === 1 && x - x0 > 74 * theme.unit) {
      const { t, since } = trace.marks.at(marks.get('index', i));
      c.save();
      c.strokeStyle = theme.panel;
      c.lineWidth = 6;
      c.lineJoin = 'round';
      c.fillStyle = theme.bad;
      const middle = (Math.max(x0, 0) + Math.min(x, width)) / 2;
      c.strokeText(formatMs(t - since), middle, y);
      c.fillText(formatMs(t - since), middle, y);
      c.restore();
    }
    if (x < -20 || x > width + 20) continue;
    c.beginPath();
    if (x - x0 < 1 && marks.get('count', i) === 1) {
      // About a moment: a lozenge.
      c.moveTo(x, y - s);
      c.lineTo(x + s * 0.8, y);
      c.lineTo(x, y + s);
      c.lineTo(x - s * 0.8, y);
      c.closePath();
      c.save();
      c.strokeStyle = theme.panel;
      c.lineWidth = 3;
      c.stroke();
      c.fillStyle = theme.accent;
      c.fill();
      c.restore();
      continue;
    }
    warningPath(c, x, y, s);
    c.save();
    c.lineJoin = 'round';
    c.strokeStyle = theme.panel;
    c.lineWidth = 4;
    c.stroke();
    c.strokeStyle = theme.bad;
    c.fillStyle = theme.bad;
    c.lineWidth = 1.5;
    c.fill();
    c.stroke();
    c.fillStyle = theme.panel;
    c.fillRect(x - s * 0.13, y - s * 0.42, s * 0.26, s * 0.75);
    c.fillRect(x - s * 0.13, y + s * 0.48, s * 0.26, s * 0.26);
    c.restore();
  }
  c.restore();
}

function warningPath(c: CanvasRenderingContext2D, x: number, y: number, s: number) {
  c.moveTo(x, y - s);
  c.lineTo(x + s * 1.05, y + s * 0.85);
  c.lineTo(x - s * 1.05, y + s * 0.85);
  c.closePath();
}
