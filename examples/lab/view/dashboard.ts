import type { LayerFigures } from '../network/network.js';
import type { Figures, Report } from '../network/trainer.js';
import { LineChart, NormHistogram } from './charts.js';
import { element } from './dom.js';
import { drawWeightImages, largestWeight } from './weightImages.js';

const NETWORKS = ['with', 'without'];
const DASHES = [[], [8, 4], [2, 3]];
const HIDDEN_LAYERS = DASHES.length;

/** What is shown of the networks: charts, histograms, images, and the line that tells how far training is. */
export class Dashboard {
  private readonly status = element('status', HTMLElement);
  private readonly loss = scoreChart('loss', (value) => value.toPrecision(2));
  private readonly accuracy = scoreChart('accuracy', (value) => `${(100 * value).toFixed(0)} %`);
  private readonly activation = new LineChart(element('activation', HTMLElement), {
    lines: NETWORKS.flatMap((network) =>
      DASHES.map((dash, i) => ({
        label: labelOf(`layer ${i + 1}`, network),
        colour: network,
        dash,
      })),
    ),
    format: (value) => value.toPrecision(2),
  });
  private histograms: { chart: NormHistogram; caption: HTMLElement }[] = [];
  private shape = '';

  clear(): void {
    this.loss.clear();
    this.accuracy.clear();
    this.activation.clear();
    this.shape = '';
  }

  show({ backend, step, stepTime, maxValue, networks }: Report): void {
    this.arrange(networks);
    this.status.textContent =
      step === 0
        ? `Ready on ${backend}.`
        : `Step ${step.toLocaleString('en')}, ${stepTime.toFixed(1)} ms a step on ${backend}.`;
    const scores = networks.flatMap(({ training, validation }) => [training, validation]);
    this.loss.add(
      step,
      padded(
        scores.map(({ loss }) => loss),
        4,
      ),
    );
    this.accuracy.add(
      step,
      padded(
        scores.map(({ accuracy }) => accuracy),
        4,
      ),
    );
    this.activation.add(
      step,
      padded(
        networks.flatMap(({ layers }) => hiddenActivations(layers)),
        2 * HIDDEN_LAYERS,
      ),
    );
    this.histograms.forEach(({ chart, caption }, i) => {
      const norms = networks.map(({ layers }) => layers[i].norms);
      chart.set(norms, maxValue);
      caption.textContent = `${networks[0].layers[i].name}: ${describeNorms(norms, maxValue)}`;
    });
    // One scale for both, so that longer weights look stronger.
    const scale = largestWeight(networks[0].images) / 2;
    networks.forEach(({ images }, i) =>
      drawWeightImages(element(`images-${NETWORKS[i]}`, HTMLCanvasElement), images, scale),
    );
  }

  /** Fits the page to the number of networks and layers. */
  private arrange(networks: Figures[]): void {
    const { layers } = networks[0];
    const shape = `${networks.length} ${layers.map(({ name }) => name).join()}`;
    if (shape === this.shape) return;
    this.shape = shape;
    const twin = networks.length === 2;
    document.body.classList.toggle('twin', twin);
    for (const chart of [this.loss, this.accuracy]) chart.show([2, 3], twin);
    DASHES.forEach((_, i) => {
      this.activation.show([i], i < layers.length - 1);
      this.activation.show([HIDDEN_LAYERS + i], twin && i < layers.length - 1);
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

function scoreChart(id: string, format: (value: number) => string): LineChart {
  return new LineChart(element(id, HTMLElement), {
    lines: NETWORKS.flatMap((network) => [
      { label: labelOf('training', network), colour: network, dash: [4, 4], width: 1 },
      { label: labelOf('validation', network), colour: network },
    ]),
    format,
  });
}

function labelOf(line: string, network: string): string {
  return network === 'with' ? line : `twin ${line}`;
}

function hiddenActivations(layers: LayerFigures[]): (number | null)[] {
  return padded(
    layers.map(({ largestActivation }) => largestActivation),
    HIDDEN_LAYERS,
  );
}

function padded(values: (number | null)[], length: number): (number | null)[] {
  return Array.from({ length }, (_, i) => values[i] ?? null);
}

/** A unit counts as at the bound as in `normReport`. */
function describeNorms(norms: Float32Array[], maxValue: number): string {
  const [bounded, free] = norms;
  const largest = (values: Float32Array) => values.reduce((a, b) => Math.max(a, b), 0).toFixed(2);
  const atBound = bounded.filter((norm) => norm >= 0.9999 * maxValue).length / bounded.length;
  return (
    `largest ${largest(bounded)}, ${(100 * atBound).toFixed(0)} % of ${bounded.length} at the bound` +
    (free == null ? '' : `; without ${largest(free)}`)
  );
}
