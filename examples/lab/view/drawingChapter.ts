import type { Remote } from 'comlink';
import type { Trainer } from '../network/trainer.js';
import { element, onClick } from './dom.js';
import { Drawing } from './drawing.js';
import { Latest } from './latest.js';
import { Prediction } from './prediction.js';

type Attempt = (action: () => Promise<unknown>) => Promise<void>;

/** A digit that the visitor draws, or that no network has seen, and what the networks take it for. */
export class DrawingChapter {
  private readonly prediction = new Prediction();
  private readonly drawing: Drawing;
  private readonly latest: Latest;
  private ready = false;

  constructor(
    private readonly trainer: Remote<Trainer>,
    attempt: Attempt,
  ) {
    this.latest = new Latest(async () => {
      const pixels = this.pixels();
      this.prediction.show(pixels == null ? [] : await trainer.predict(pixels));
    });
    this.drawing = new Drawing(
      element('drawing', HTMLCanvasElement),
      element('pen', HTMLElement),
      () => void attempt(() => this.predict()),
    );
    onClick('clear', () => this.drawing.clear());
    onClick('unseen', () => attempt(() => this.take()));
  }

  /** Starts with a digit, so that there is something to predict. */
  async begin(): Promise<void> {
    this.ready = true;
    await this.take(7);
  }

  pixels(): Uint8Array | null {
    return this.drawing.pixels();
  }

  async predict(): Promise<void> {
    if (this.ready) await this.latest.run();
  }

  private async take(index?: number): Promise<void> {
    this.drawing.show(await this.trainer.unseenDigit(index));
  }
}
