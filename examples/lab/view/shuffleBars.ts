import uPlot from 'uplot';
import { colour } from './dom.js';
import { axis, keepSize, sizeOf } from './plot.js';

const HEIGHT = 15;
const LEAST_BARS = 10;

/** For each shuffle of the pixels a pair of bars: how well the network with max-norm learned it, and how well its twin. */
export class ShuffleBars {
  private readonly plot: uPlot;

  constructor(parent: HTMLElement) {
    this.plot = new uPlot(
      {
        ...sizeOf(parent, HEIGHT),
        scales: { x: { time: false }, y: { range: [0, 1] } },
        axes: [
          axis({ size: 28, incrs: [1, 2, 5, 10, 20] }),
          axis({ size: 56, values: (_, ticks) => ticks.map((share) => `${100 * share} %`) }),
        ],
        legend: { show: false },
        cursor: { show: false },
        series: [
          {},
          ...(['with', 'without'] as const).map((name, i): uPlot.Series => ({
            paths: uPlot.paths.bars!({ size: [0.4, 60], align: i === 0 ? -1 : 1 }),
            width: 0,
            fill: () => colour(name),
            points: { show: false },
          })),
        ],
      },
      [[], [], []],
      parent,
    );
    keepSize(this.plot, parent, HEIGHT);
  }

  /** @param shuffles Accuracies, 0 to 1, of both networks. */
  set(shuffles: number[][]): void {
    const length = Math.max(LEAST_BARS, shuffles.length);
    const numbers = Array.from({ length }, (_, i) => i);
    const bars = [0, 1].map((network) => numbers.map((i) => shuffles[i]?.[network]));
    this.plot.setData([numbers, ...bars], false);
    this.plot.setScale('y', { min: 0, max: 1 });
    this.plot.setScale('x', { min: -0.5, max: length - 0.5 });
  }
}
