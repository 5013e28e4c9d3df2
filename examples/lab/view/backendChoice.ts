import { type BackendName, TITLES } from '../network/backendNames.js';
import type { Backend } from '../network/backends.js';
import { element } from './dom.js';

/** The list of backends, what is wrong with those that are missing, and which one is chosen. */
export class BackendChoice {
  private readonly select = element('backend', HTMLSelectElement);
  private readonly reasons = element('missing', HTMLElement);
  /** Chosen by hand or by a link; `null` leaves it to the page. */
  chosen: BackendName | null = null;
  private waiting = 0;

  constructor(onChoice: (name: BackendName) => void) {
    this.select.addEventListener('change', () => {
      this.chosen = this.select.value as BackendName;
      onChoice(this.chosen);
    });
  }

  offer(backends: Backend[]): void {
    this.select.replaceChildren(
      ...backends.map(({ name, missing, emulated }) => {
        const note = missing == null ? (emulated ? ' (emulated: slow)' : '') : ' (not here)';
        const option = new Option(TITLES[name] + note, name);
        option.disabled = missing != null;
        return option;
      }),
    );
    this.reasons.replaceChildren(
      ...backends
        .filter(({ missing }) => missing != null)
        .map(({ name, missing }) => {
          const line = document.createElement('li');
          line.textContent = `No ${TITLES[name]}: ${missing}.`;
          return line;
        }),
    );
  }

  /** Shows a choice while it is carried out. */
  async follow(name: BackendName, start: () => Promise<void>): Promise<void> {
    this.select.value = name;
    this.waiting++;
    try {
      await start();
    } finally {
      this.waiting--;
    }
  }

  /** The backend that computes now, unless another is on its way. */
  show(name: BackendName): void {
    if (this.waiting === 0) this.select.value = name;
  }
}
