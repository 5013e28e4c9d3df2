import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { axis, keepSize, sizeOf } from './plot.js';
import { colour } from './dom.js';

export interface Line {
  label: string;
  /** A colour of page.css. */
  colour: string;
  dash?: number[];
  width?: number;
}

export interface LineChartOptions {
  lines: Line[];
  format: (value: number) => string;
  /** Least and most that is shown: a line that leaves this range does not squeeze the others. */
  range: [low: number, high: number];
  /** Whether equal factors, rather than equal differences, lie equally far apart. */
  logarithmic?: boolean;
}

type Point = (number | null)[];

const HEIGHT = 12.5;

/** Lines against training steps, which grow as the networks train. */
export class LineChart {
  private readonly plot: uPlot;
  private columns: Point[];

  constructor(parent: HTMLElement, { lines, format, range, logarithmic }: LineChartOptions) {
    this.columns = this.empty(lines.length);
    const show = (value: number | null) => (value == null ? '' : format(value));
    this.plot = new uPlot(
      {
        ...sizeOf(parent, HEIGHT),
        scales: {
          x: { time: false },
          y: logarithmic
            ? { distr: 3, range: (_, low, high) => decades(low, high, range) }
            : { range },
        },
        axes: [
          axis({ size: 28 }),
          axis({
            size: (_, labels) => 16 + 8 * Math.max(2, ...(labels ?? []).map((l) => l.length)),
            values: (_, ticks) => ticks.map(show),
            ...(logarithmic ? { splits: (_, __, low, high) => powersOf10(low, high) } : {}),
          }),
        ],
        series: [
          { label: 'step' },
          ...lines.map(({ label, colour: name, dash, width = 2 }): uPlot.Series => ({
            label,
            stroke: () => colour(name),
            dash,
            width,
            points: { show: false },
            value: (_, value) => (value == null ? '–' : format(value)),
          })),
        ],
        legend: { markers: { dash: (_, i) => (lines[i - 1]?.dash?.length ? 'dashed' : 'solid') } },
        cursor: { drag: { x: false, y: false } },
        hooks: { setCursor: [({ cursor }) => cursor.idx == null && this.showLast()] },
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
    this.showLast();
  }

  clear(): void {
    this.columns = this.empty(this.columns.length - 1);
    this.plot.setData(this.columns as uPlot.AlignedData);
  }

  /** Hides lines together with their legend, or shows them. */
  show(lines: number[], shown: boolean): void {
    for (const line of lines) this.plot.setSeries(line + 1, { show: shown });
  }

  private showLast(): void {
    this.plot.setLegend({ idx: this.columns[0].length - 1 });
  }

  private empty(lines: number): Point[] {
    return Array.from({ length: lines + 1 }, () => []);
  }
}

/** Whole decades around the data, within a range. */
function decades(low: number, high: number, range: [number, number]): [number, number] {
  const within = (value: number) => Math.log10(Math.min(range[1], Math.max(range[0], value)));
  const from = Math.floor(within(low || range[0]));
  return [10 ** from, 10 ** Math.max(from + 1, Math.ceil(within(high || range[1])))];
}

function powersOf10(low: number, high: number): number[] {
  const [from, to] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))];
  const every = Math.ceil((to - from) / 6);
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)).filter(
    (_, i) => i % every === 0,
  );
}
