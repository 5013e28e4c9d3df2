import type uPlot from 'uplot';
import { colour, onColourChange, rem } from './dom.js';

/** What all charts of the page have in common. */
export function axis(options: uPlot.Axis): uPlot.Axis {
  const line = { stroke: () => colour('line'), width: 1 };
  return {
    stroke: () => colour('muted'),
    font: `${0.75 * rem()}px system-ui, sans-serif`,
    grid: line,
    ticks: line,
    gap: 4,
    ...options,
  };
}

/** @param height In rem. */
export function sizeOf({ clientWidth: width }: HTMLElement, height: number) {
  return { width, height: height * rem() };
}

export function keepSize(plot: uPlot, parent: HTMLElement, height: number): void {
  new ResizeObserver(() => plot.setSize(sizeOf(parent, height))).observe(parent);
  onColourChange(() => plot.redraw());
}

/** A dashed line across the whole plot with its name at the end. */
export function drawMark(
  { ctx, bbox }: uPlot,
  along: 'x' | 'y',
  position: number,
  name: string,
): void {
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour('text');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  if (along === 'x') {
    ctx.moveTo(position, bbox.top);
    ctx.lineTo(position, bbox.top + bbox.height);
  } else {
    ctx.moveTo(bbox.left, position);
    ctx.lineTo(bbox.left + bbox.width, position);
  }
  ctx.stroke();
  ctx.font = `italic ${0.85 * rem() * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = along === 'x' ? 'center' : 'right';
  const [x, y] = along === 'x' ? [position, bbox.top] : [bbox.left + bbox.width, position];
  ctx.fillText(name, x, y - 5 * devicePixelRatio);
  ctx.restore();
}
