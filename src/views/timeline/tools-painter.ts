/** What the tools put over the cloth: the veil over all that is not followed, and the range that is selected. */
import { formatMs } from '../../trace/format';
import type { Stage } from './cloth-painter';
import { ARROW_OPEN, STUB, type MessageGeometry } from './message-layout';
import type { Rows } from './rows';
import type { ClothTheme } from './theme';
import type { VeilGeometry } from './veil-layout';
import { toX, type Axis } from './viewport';

/** Stretches of the run's time, in its milliseconds. */
export interface TimeRange {
  readonly t0: number;
  readonly t1: number;
}

/** How much of what is not followed is left. */
const VEIL = 0.8;

/**
 * Under whatever the overlay shows already. `messages` are those that went through what is followed: they are drawn again, over
 * the veil.
 */
export function paintVeil(
  c: CanvasRenderingContext2D,
  veil: VeilGeometry,
  messages: MessageGeometry | null,
  rows: Rows,
  axis: Axis,
  stage: Stage,
  theme: ClothTheme,
): void {
  c.save();
  c.setTransform(stage.ratio, 0, 0, stage.ratio, 0, 0);
  c.globalCompositeOperation = 'destination-over';
  c.beginPath();
  c.rect(axis.x0 - 14, stage.top - 6, stage.width, stage.height);
  c.clip();
  c.translate(0, stage.top - stage.scrollTop);
  if (messages !== null) paintArrows(c, messages, theme);
  c.globalAlpha = VEIL;
  c.fillStyle = theme.panel;
  c.beginPath();
  for (let i = 0; i < veil.length; i++) {
    const row = veil.get('row', i);
    const top = rows.tops[row] ?? 0;
    // Ends of strands and the swings of the ribbon reach beyond the axis.
    const x0 = veil.get('x0', i) <= axis.x0 ? axis.x0 - 16 : veil.get('x0', i);
    const x1 = veil.get('x1', i) >= axis.x1 ? stage.width : veil.get('x1', i);
    c.rect(x0, top, x1 - x0, (rows.tops[row + 1] ?? top) - top);
  }
  c.fill();
  c.restore();
}

function paintArrows(c: CanvasRenderingContext2D, { arrows }: MessageGeometry, theme: ClothTheme): void {
  const size = 7 * theme.unit;
  c.strokeStyle = theme.accent;
  c.fillStyle = theme.accent;
  c.lineWidth = 1.4 * theme.unit;
  c.beginPath();
  for (let i = 0; i < arrows.length; i++) {
    const isOpen = (arrows.get('flags', i) & ARROW_OPEN) !== 0;
    c.moveTo(arrows.get('x0', i), arrows.get('y0', i));
    c.lineTo(
      isOpen ? arrows.get('x0', i) + STUB.dx : arrows.get('x1', i),
      isOpen ? arrows.get('y0', i) + STUB.dy : arrows.get('y1', i),
    );
  }
  c.stroke();
  c.beginPath();
  for (let i = 0; i < arrows.length; i++) {
    const [x0, y0, x1, y1] = [arrows.get('x0', i), arrows.get('y0', i), arrows.get('x1', i), arrows.get('y1', i)];
    c.moveTo(x0 + size * 0.4, y0);
    c.arc(x0, y0, size * 0.4, 0, Math.PI * 2);
    if ((arrows.get('flags', i) & ARROW_OPEN) !== 0) continue;
    const angle = Math.atan2(y1 - y0, x1 - x0);
    c.moveTo(x1, y1);
    c.lineTo(x1 - size * Math.cos(angle - 0.45), y1 - size * Math.sin(angle - 0.45));
    c.lineTo(x1 - size * Math.cos(angle + 0.45), y1 - size * Math.sin(angle + 0.45));
    c.closePath();
  }
  c.fill();
}

/** Between two posts, with its length between them at the top. */
export function paintRange(
  c: CanvasRenderingContext2D,
  { t0, t1 }: TimeRange,
  axis: Axis,
  stage: Stage,
  theme: ClothTheme,
): void {
  const left = Math.max(toX(axis, t0), axis.x0 - 14);
  const right = Math.min(toX(axis, t1), stage.width);
  if (right < axis.x0 - 14 || left > stage.width) return;
  c.save();
  c.setTransform(stage.ratio, 0, 0, stage.ratio, 0, 0);
  c.beginPath();
  c.rect(axis.x0 - 14, 0, stage.width, stage.height);
  c.clip();
  const top = stage.times ? stage.top - 8 : 0;
  c.fillStyle = theme.accent;
  c.globalAlpha = 0.1;
  c.fillRect(left, top, right - left, stage.height - top);
  c.globalAlpha = 1;
  c.strokeStyle = theme.accent;
  c.lineWidth = 1.5;
  c.beginPath();
  for (const x of [toX(axis, t0), toX(axis, t1)]) {
    c.moveTo(x, top);
    c.lineTo(x, stage.height);
  }
  c.moveTo(left, top);
  c.lineTo(right, top);
  c.stroke();
  const words = formatMs(t1 - t0);
  c.font = `600 ${12 * theme.unit}px ${theme.family}`;
  const width = c.measureText(words).width + 10;
  const height = 16 * theme.unit;
  // In a narrow range the words stand beside it, on the side where there is room.
  const middle = (left + right) / 2 - width / 2;
  const x =
    right - left >= width + 6
      ? middle
      : right + 4 + width <= stage.width
        ? right + 4
        : Math.max(axis.x0, left - 4 - width);
  c.fillStyle = theme.panel;
  c.fillRect(x, top + 3, width, height);
  c.fillStyle = theme.accent;
  c.textBaseline = 'middle';
  c.textAlign = 'left';
  c.fillText(words, x + 5, top + 3 + height / 2);
  c.restore();
}
