import { element } from './dom.js';

/** A row for each digit, with a bar for each network: how probable it takes the digit to be. */
export class Prediction {
  private readonly rows: HTMLElement[];
  private readonly verdict = element('verdict', HTMLElement);

  constructor() {
    this.rows = Array.from({ length: 10 }, (_, digit) => {
      const row = document.createElement('div');
      row.className = 'probability';
      row.append(String(digit), bar('with'), bar('without'));
      return row;
    });
    element('probabilities', HTMLElement).replaceChildren(...this.rows);
  }

  /** @param networks The probabilities that each network gives; none where nothing is drawn. */
  show(networks: Float32Array[]): void {
    this.rows.forEach((row, digit) => {
      [...row.children].forEach((child, i) => {
        (child as HTMLElement).style.setProperty('--share', String(networks[i]?.[digit] ?? 0));
      });
    });
    this.verdict.textContent =
      networks.length === 0 ? 'Draw a digit.' : networks.map(describe).join(' ');
  }
}

function bar(name: string): HTMLElement {
  const element = document.createElement('span');
  element.className = `bar ${name}`;
  return element;
}

function describe(probabilities: Float32Array, network: number): string {
  const largest = Math.max(...probabilities);
  const who = network === 0 ? 'With max-norm' : 'Without';
  if (Number.isNaN(largest)) return `${who}: its weights are no longer numbers.`;
  return `${who}: a ${probabilities.indexOf(largest)} (${(100 * largest).toFixed(0)} %).`;
}
