import type { Figures, Report } from '../network/report.js';
import { element } from './dom.js';
import { largest, percent, short } from './numbers.js';

const NETWORKS = ['with', 'without'] as const;

/** The figures of both networks in large print, and in a sentence what they mean. */
export class Story {
  private readonly verdict = element('story-verdict', HTMLElement);

  show({ networks, maxValue, step }: Report): void {
    networks.forEach(({ validation, layers }, i) => {
      const name = NETWORKS[i];
      element(`accuracy-${name}`, HTMLElement).textContent = percent(validation.accuracy);
      element(`longest-${name}`, HTMLElement).textContent = short(longest(layers));
    });
    this.verdict.textContent = verdictOn(networks, maxValue, step);
  }
}

/** Whether two networks are the same to the last bit, as far as a report tells. */
export function same([a, b]: Figures[]): boolean {
  return (
    a.validation.loss === b.validation.loss &&
    a.training.loss === b.training.loss &&
    a.layers.every(({ norms, angles }, i) =>
      norms.every(
        (norm, unit) =>
          norm === b.layers[i].norms[unit] && Object.is(angles[unit], b.layers[i].angles[unit]),
      ),
    )
  );
}

export function verdictOn(networks: Figures[], maxValue: number, step: number): string {
  const [bounded, free] = networks.map(({ validation }) => validation.accuracy);
  const factor = longest(networks[1].layers) / maxValue;
  if (step === 0) return 'Both networks start from the same weights: press Train.';
  if (same(networks)) {
    return `No unit has reached c = ${maxValue}: so far both networks are the same, to the last digit.`;
  }
  const outside = `The longest unit without max-norm is ${short(factor)} times as long as c`;
  if (free < bounded - 0.1) return `${outside}, and that network gets worse while the other holds.`;
  if (bounded < free - 0.1) return `${outside}; here the bound costs more than it gives.`;
  return `${outside}; both networks still learn.`;
}

function longest(layers: Figures['layers']): number {
  return Math.max(...layers.map(({ norms }) => largest(norms)));
}
