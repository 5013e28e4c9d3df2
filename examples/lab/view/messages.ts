import { TITLES } from '../network/backendNames.js';
import type { Report } from '../network/report.js';
import { element } from './dom.js';

/** Milliseconds for which a problem that mended itself stays on the page. */
const READING_TIME = 20_000;

/** What the page says of itself: what it is doing, how far it is, and what went wrong. */
export class Messages {
  private readonly status = element('status', HTMLElement);
  private readonly steps = element('steps', HTMLElement);
  private readonly alert = element('problem', HTMLElement);
  private timer = 0;

  /** States are announced to screen readers; steps, of which there are many, are not. */
  readonly say = (text: string, problem = false): void => {
    if (problem) this.problem(text);
    else this.status.textContent = text;
  };

  progress({ backend, step, stepTime }: Report): void {
    this.status.textContent =
      step === 0 ? `Ready on ${TITLES[backend]}.` : `On ${TITLES[backend]}:`;
    this.steps.textContent =
      step === 0 ? '' : `step ${step.toLocaleString('en')}, ${stepTime.toFixed(1)} ms each`;
  }

  problem(text: string): void {
    this.alert.textContent = text.replace(/\.?$/, '.');
    this.alert.hidden = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => (this.alert.hidden = true), READING_TIME);
  }

  /** Says what goes wrong with an action. */
  async attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.problem(`That did not work: ${(error as Error).message}`);
    }
  }
}
