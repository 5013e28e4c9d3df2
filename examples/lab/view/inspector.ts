import type { UnitWeights } from '../network/network.js';
import type { Report } from '../network/report.js';
import { element } from './dom.js';
import { Latest } from './latest.js';
import { short } from './numbers.js';
import { UnitDisc } from './unitDisc.js';
import { drawWeightImage } from './weightImage.js';

const NETWORKS = ['with', 'without'] as const;

/** The discs of the page, which show one layer, and one of its units in detail. */
export class Inspector {
  private readonly layerSelect = element('layer', HTMLSelectElement);
  private readonly discs = ['story-disc', 'disc-with', 'disc-without'].map(
    (id) => new UnitDisc(element(id, HTMLCanvasElement), (unit) => this.select(unit)),
  );
  private unit = 0;
  private report?: Report;
  private readonly images: Latest;

  /** @param weightsOf Fetches the incoming weights of a unit in both networks. */
  constructor(weightsOf: (layer: number, unit: number) => Promise<UnitWeights[]>) {
    this.images = new Latest(async () => {
      const weights = await weightsOf(this.layer, this.unit);
      weights.forEach((unit, i) =>
        drawWeightImage(element(`image-${NETWORKS[i]}`, HTMLCanvasElement), unit),
      );
    });
    this.layerSelect.addEventListener('change', () => {
      this.unit = 0;
      if (this.report != null) void this.show(this.report);
    });
  }

  async show(report: Report): Promise<void> {
    this.report = report;
    this.offer(
      report.networks[0].layers.map(({ name, norms }) => `${name}, ${norms.length} units`),
    );
    const [bounded, free] = report.networks.map(({ layers }, i) => {
      const { norms, angles } = layers[this.layer];
      return { colour: NETWORKS[i], norms, angles };
    });
    this.discs[0].show([bounded, free], report.maxValue);
    this.discs[1].show([bounded], report.maxValue);
    this.discs[2].show([free], report.maxValue);
    this.describe();
    await this.images.run();
  }

  /** The unit that is longest without max-norm. */
  selectLongest(): void {
    if (this.report == null) return;
    const { norms } = this.report.networks[1].layers[this.layer];
    this.select(norms.reduce((longest, norm, i) => (norm > norms[longest] ? i : longest), 0));
  }

  private get layer(): number {
    return Math.max(0, this.layerSelect.selectedIndex);
  }

  private select(unit: number): void {
    this.unit = unit;
    this.describe();
    void this.images.run();
  }

  private offer(layers: string[]): void {
    if ([...this.layerSelect.options].map(({ text }) => text).join() === layers.join()) return;
    this.unit = 0;
    this.layerSelect.replaceChildren(...layers.map((text) => new Option(text)));
  }

  private describe(): void {
    const { networks } = this.report!;
    const readings = networks.map(({ layers }) => {
      const { norms, angles } = layers[this.layer];
      return `norm ${short(norms[this.unit])}, turned ${degrees(angles[this.unit])}`;
    });
    readings.forEach((reading, i) => {
      element(`unit-${NETWORKS[i]}`, HTMLElement).textContent = `Unit ${this.unit}: ${reading}`;
    });
    const description = `unit ${this.unit}: with max-norm ${readings[0]}; without ${readings[1]}`;
    for (const disc of this.discs) disc.select(this.unit, description);
  }
}

function degrees(angle: number): string {
  return Number.isNaN(angle) ? 'by no number' : `by ${Math.round((180 * angle) / Math.PI)}°`;
}
