import uPlot from 'uplot';
import { colour } from './dom.js';
import { axis, drawMark, keepSize, sizeOf } from './plot.js';

const HEIGHT = 9.5;
/** Bins from one power of two to the next. */
const FINENESS = 6;
/** Norms as powers of two; those beyond are counted at the ends. */
const [LEAST, MOST] = [-4, 8];
const ROUNDING = 1e-5;

/** How many units have which norm, and where the bound is. Equal factors lie equally far apart. */
export class NormHistogram {
  private readonly plot: uPlot;
  private bound = 1;

  /** @param colours Of page.css, one for each network. */
  constructor(parent: HTMLElement, colours: string[]) {
    const bars = uPlot.paths.bars!({ size: [1, Infinity], align: 1 });
    this.plot = new uPlot(
      {
        ...sizeOf(parent, HEIGHT),
        padding: [20, null, null, null],
        scales: { x: { time: false }, y: { range: (_, low, high) => [low, high] } },
        axes: [
          axis({
            size: 28,
            incrs: [1, 2, 4],
            values: (_, ticks) => ticks.map((x) => String(2 ** x)),
          }),
          axis({ size: 44 }),
        ],
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
        hooks: {
          draw: [
            (plot) => drawMark(plot, 'x', plot.valToPos(Math.log2(this.bound), 'x', true), 'c'),
          ],
        },
      },
      [[], ...colours.map(() => [])],
      parent,
    );
    keepSize(this.plot, parent, HEIGHT);
  }

  /** @param norms One array for each network. */
  set(norms: Float32Array[], bound: number): void {
    this.bound = bound;
    // The bound lies between two bins, so that norms up to it and beyond it show apart.
    const offset = Math.log2(bound);
    const binOf = (norm: number) => Math.floor((Math.log2(norm) - offset) * FINENESS - ROUNDING);
    const first = binOf(2 ** Math.min(LEAST, offset));
    const count = binOf(2 ** Math.max(MOST, offset)) - first + 1;
    const bins = Array.from({ length: count }, (_, i) => offset + (first + i) / FINENESS);
    const counts = this.plot.series.slice(1).map((_, network) => {
      const columns = bins.map(() => 0);
      for (const norm of norms[network]) {
        if (!Number.isFinite(norm)) continue;
        columns[Math.min(count - 1, Math.max(0, binOf(norm) - first))]++;
      }
      return columns.map((n) => (n === 0 ? null : n));
    });
    const filled = bins.map((_, i) => i).filter((i) => counts.some((columns) => columns[i]));
    const low = Math.min(offset, bins[filled[0] ?? 0]);
    const high = Math.max(offset, bins[filled[filled.length - 1] ?? 0] + 1 / FINENESS);
    this.plot.setData([bins, ...counts], false);
    this.plot.setScale('x', { min: low - 0.5, max: high + 0.5 });
    this.plot.setScale('y', { min: 0, max: Math.max(1, ...counts.flat().map((n) => n ?? 0)) });
  }
}
