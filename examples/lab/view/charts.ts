import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { colour, onColourChange } from './dom.js';

export interface Line {
  label: string;
  /** A colour of style.css. */
  colour: string;
  dash?: number[];
  width?: number;
}

export interface LineChartOptions {
  lines: Line[];
  format: (value: number) => string;
  range?: [low: number, high: number];
}

type Point = (number | null)[];

const HEIGHT = 200;
const SMALL_HEIGHT = 150;

/** Lines against training steps, which grow as the network trains. */
export class LineChart {
  private readonly plot: uPlot;
  private columns: Point[];

  constructor(parent: HTMLElement, { lines, format, range }: LineChartOptions) {
    this.columns = this.empty(lines.length);
    const show = (value: number | null) => (value == null ? '' : format(value));
    this.plot = new uPlot(
      {
        ...sizeOf(parent, HEIGHT),
        scales: { x: { time: false }, y: range ? { range } : {} },
        axes: [axis({ size: 28 }), axis({ size: 54, values: (_, ticks) => ticks.map(format) })],
        series: [
          { label: 'step' },
          ...lines.map(({ label, colour: name, dash, width = 2 }): uPlot.Series => ({
            label,
            stroke: () => colour(name),
            dash,
            width,
            points: { show: false },
            value: (_, value) => show(value),
          })),
        ],
        legend: { markers: { dash: (_, i) => (lines[i - 1]?.dash?.length ? 'dashed' : 'solid') } },
        cursor: { drag: { x: false, y: false } },
      },
      this.columns as uPlot.AlignedData,
      parent,
    );
    keepSize(this.plot, parent, HEIGHT);
  }

  /** @param values One for each line; `null` and NaN leave a gap. */
  add(step: number, values: Point): void {
    [step, ...values].forEach((value, i) =>
      this.columns[i].push(Number.isFinite(value) ? value : null),
    );
    this.plot.setData(this.columns as uPlot.AlignedData);
    this.plot.setLegend({ idx: this.columns[0].length - 1 });
  }

  clear(): void {
    this.columns = this.empty(this.columns.length - 1);
    this.plot.setData(this.columns as uPlot.AlignedData);
  }

  /** Hides lines together with their legend, or shows them. */
  show(lines: number[], shown: boolean): void {
    for (const line of lines) this.plot.setSeries(line + 1, { show: shown });
  }

  private empty(lines: number): Point[] {
    return Array.from({ length: lines + 1 }, () => []);
  }
}

const BINS = 30;
const ROUNDING = 1e-5;

/** How many units have which norm, and where the bound is. */
export class NormHistogram {
  private readonly plot: uPlot;
  private bound = 0;

  /** @param colours Of style.css, one for each network. */
  constructor(parent: HTMLElement, colours: string[]) {
    const bars = uPlot.paths.bars!({ size: [1, Infinity], align: 1 });
    this.plot = new uPlot(
      {
        ...sizeOf(parent, SMALL_HEIGHT),
        padding: [18, null, null, null],
        scales: { x: { time: false }, y: { range: (_, low, high) => [low, high] } },
        axes: [axis({ size: 28 }), axis({ size: 36 })],
        legend: { show: false },
        cursor: { show: false },
        series: [
          {},
          ...colours.map((name): uPlot.Series => ({
            paths: bars,
            width: 1,
            stroke: () => colour(name),
            fill: () => `color-mix(in srgb, ${colour(name)} 40%, transparent)`,
            points: { show: false },
          })),
        ],
        hooks: { draw: [(plot) => this.drawBound(plot)] },
      },
      [[], ...colours.map(() => [])],
      parent,
    );
    keepSize(this.plot, parent, SMALL_HEIGHT);
  }

  /** @param norms One array for each network. */
  set(norms: Float32Array[], bound: number): void {
    this.bound = bound;
    const all = norms.flatMap((values) => [...values]).filter(Number.isFinite);
    const high = 1.1 * Math.max(bound, ...all);
    // The bound lies between two bins, so that norms up to it and beyond it show apart.
    const width = bound / Math.max(1, Math.round((BINS * bound) / high));
    const bins = Array.from({ length: Math.ceil(high / width) }, (_, i) => i * width);
    const counts = this.plot.series.slice(1).map((_, i) => {
      const count = bins.map(() => 0);
      for (const norm of norms[i] ?? []) {
        if (Number.isFinite(norm)) count[Math.floor((norm / width) * (1 - ROUNDING))]++;
      }
      return count.map((n) => (n === 0 ? null : n));
    });
    this.plot.setData([bins, ...counts], false);
    this.plot.setScale('x', { min: 0, max: bins.length * width });
    this.plot.setScale('y', { min: 0, max: Math.max(1, ...counts.flat().map((n) => n ?? 0)) });
  }

  private drawBound(plot: uPlot): void {
    if (this.bound === 0) return;
    const { ctx, bbox } = plot;
    const x = plot.valToPos(this.bound, 'x', true);
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour('text');
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.font = `italic ${13 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = 'center';
    ctx.fillText('c', x, bbox.top - 5 * devicePixelRatio);
    ctx.restore();
  }
}

function axis(options: uPlot.Axis): uPlot.Axis {
  const line = { stroke: () => colour('line'), width: 1 };
  return { stroke: () => colour('muted'), grid: line, ticks: line, gap: 4, ...options };
}

function sizeOf({ clientWidth: width }: HTMLElement, height: number) {
  return { width, height };
}

function keepSize(plot: uPlot, parent: HTMLElement, height: number): void {
  new ResizeObserver(() => plot.setSize(sizeOf(parent, height))).observe(parent);
  onColourChange(() => plot.redraw());
}
