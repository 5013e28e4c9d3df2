import type { LayerFigures } from '../network/network.js';
import type { Figures, Report } from '../network/report.js';
import { element } from './dom.js';
import { LineChart } from './lineChart.js';
import { NormHistogram } from './normHistogram.js';
import { largest, percent, short } from './numbers.js';

const NETWORKS = ['with', 'without'];
const DASHES = [[], [8, 4], [2, 3]];
const HIDDEN_LAYERS = DASHES.length;
const LOSSES: [number, number] = [0.001, 100];

/** Charts of what the networks do, step by step, and histograms of their norms. */
export class Dashboard {
  private readonly storyLoss = new LineChart(element('story-loss', HTMLElement), {
    lines: NETWORKS.map((network) => ({ label: network, colour: network, width: 3 })),
    format: short,
    range: LOSSES,
    logarithmic: true,
  });
  private readonly loss = new LineChart(element('loss', HTMLElement), {
    lines: scoreLines(),
    format: short,
    range: LOSSES,
    logarithmic: true,
  });
  private readonly accuracy = new LineChart(element('accuracy', HTMLElement), {
    lines: scoreLines(),
    format: percent,
    range: [0, 1],
  });
  private readonly activation = new LineChart(element('activation', HTMLElement), {
    lines: NETWORKS.flatMap((network) =>
      DASHES.map((dash, i) => ({
        label: `${network}, layer ${i + 1}`,
        colour: network,
        dash,
      })),
    ),
    format: short,
    range: [0.01, 1e9],
    logarithmic: true,
  });
  private histograms: { chart: NormHistogram; caption: HTMLElement }[] = [];
  private shape = '';
  private lastStep = -1;

  show({ step, maxValue, networks }: Report): void {
    if (step < this.lastStep) this.clear();
    this.lastStep = step;
    this.arrange(networks[0].layers);
    const scores = networks.flatMap(({ training, validation }) => [training, validation]);
    this.storyLoss.add(
      step,
      networks.map(({ validation }) => validation.loss),
    );
    this.loss.add(
      step,
      scores.map(({ loss }) => loss),
    );
    this.accuracy.add(
      step,
      scores.map(({ accuracy }) => accuracy),
    );
    this.activation.add(step, networks.flatMap(hiddenActivations));
    this.histograms.forEach(({ chart, caption }, i) => {
      const norms = networks.map(({ layers }) => layers[i].norms);
      chart.set(norms, maxValue);
      caption.textContent = `${networks[0].layers[i].name}: ${describeNorms(norms, maxValue)}`;
    });
  }

  private clear(): void {
    for (const chart of [this.storyLoss, this.loss, this.accuracy, this.activation]) chart.clear();
  }

  /** Fits the page to the layers of the networks. */
  private arrange(layers: LayerFigures[]): void {
    const shape = layers.map(({ name }) => name).join();
    if (shape === this.shape) return;
    this.shape = shape;
    DASHES.forEach((_, i) => {
      this.activation.show([i, HIDDEN_LAYERS + i], i < layers.length - 1);
    });
    const parent = element('norms', HTMLElement);
    parent.replaceChildren();
    this.histograms = layers.map(() => {
      const figure = document.createElement('figure');
      const plot = document.createElement('div');
      const caption = document.createElement('figcaption');
      figure.append(plot, caption);
      parent.append(figure);
      return { chart: new NormHistogram(plot, NETWORKS), caption };
    });
  }
}

function scoreLines() {
  return NETWORKS.flatMap((network) => [
    { label: `${network}, training`, colour: network, dash: [4, 4], width: 1 },
    { label: `${network}, new`, colour: network },
  ]);
}

function hiddenActivations({ layers }: Figures): (number | null)[] {
  return Array.from({ length: HIDDEN_LAYERS }, (_, i) => layers[i]?.largestActivation ?? null);
}

/** A unit counts as at the bound as in `normReport`. */
function describeNorms([bounded, free]: Float32Array[], maxValue: number): string {
  const atBound = bounded.filter((norm) => norm >= 0.9999 * maxValue).length / bounded.length;
  return (
    `with max-norm at most ${largest(bounded).toFixed(2)}, ${percent(atBound)} ` +
    `of ${bounded.length} units at c; without up to ${short(largest(free))}`
  );
}
