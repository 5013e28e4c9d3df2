import { element } from './dom.js';

const STORY_STEPS = 1500;

/** Training starts, stops, and rests while nobody sees the page. */
export class Run {
  private readonly button = element('train', HTMLButtonElement);
  private running = false;
  private resting = false;

  /** @param train Trains until `stop` is called, or for so many steps. */
  constructor(
    private readonly train: (steps: number) => Promise<void>,
    private readonly stopTraining: () => void,
  ) {
    this.button.addEventListener('click', () => this.toggle());
    document.addEventListener('visibilitychange', () => this.onVisibility());
  }

  /** Trains for a while, to tell the story. */
  tell(): void {
    if (document.hidden) this.resting = true;
    else void this.start(STORY_STEPS);
  }

  async start(steps = Infinity): Promise<void> {
    if (this.running) return;
    this.running = true;
    this.button.textContent = 'Stop';
    try {
      await this.train(steps);
    } finally {
      this.running = false;
      this.button.textContent = 'Train';
    }
  }

  stop(): void {
    this.resting = false;
    this.stopTraining();
  }

  private toggle(): void {
    if (this.running) this.stop();
    else void this.start();
  }

  private onVisibility(): void {
    if (document.hidden && this.running) {
      this.resting = true;
      this.stopTraining();
    } else if (!document.hidden && this.resting) {
      this.resting = false;
      void this.start();
    }
  }
}
