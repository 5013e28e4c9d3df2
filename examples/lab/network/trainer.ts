import * as tf from '@tensorflow/tfjs';
import { countOf, pick } from '../../shared/mnist/digits.js';
import { type BackendName, TITLES } from './backendNames.js';
import { type Backend, findBackends, startBackend, startBestBackend } from './backends.js';
import { type DigitSets, loadDigits } from './digits.js';
import { loadModel, type ModelFiles, recognizeFiles, withoutConstraints } from './modelFiles.js';
import type { UnitWeights } from './network.js';
import type { Report } from './report.js';
import type { Adjustable, Settings } from './settings.js';
import { Turns } from './turns.js';
import { Twins } from './twins.js';

/** Milliseconds of training between two looks at the page's messages. */
const SLICE = 30;
/** Milliseconds from one report to the next, at least. */
const PAUSE = 120;

/** Tells the page what is going on, or what went wrong. */
type Say = (text: string, problem?: boolean) => void;

/** Trains in a worker; the page calls its methods, and each takes effect between two steps. */
export class Trainer {
  private twins!: Twins;
  private digits!: DigitSets;
  private backends: Backend[] = [];
  private training = false;
  /** Whether a step was made on this backend. */
  private warm = false;
  private choices = 0;
  private say: Say = () => {};
  private readonly turns = new Turns();

  /** Starts the best backend there is, and tells of all of them. */
  start(settings: Settings, say: Say): Promise<Backend[]> {
    this.say = say;
    return this.turns.take(async () => {
      const digits = loadDigits();
      this.backends = await findBackends();
      await startBestBackend(this.backends, (name) => say(`Starting ${TITLES[name]} …`));
      say('Loading the digits …');
      this.digits = await digits;
      this.twins = new Twins(settings, this.digits);
      return this.backends;
    });
  }

  /**
   * Goes on with the same weights on another backend, unless a later choice has come meanwhile.
   *
   * @throws If that backend does not start; the one before goes on.
   */
  useBackend(name: BackendName): Promise<void> {
    const choice = ++this.choices;
    return this.turns.take(async () => {
      const before = tf.getBackend() as BackendName;
      if (choice !== this.choices || name === before) return;
      await this.twins.moveTo(async () => {
        this.say(`Starting ${TITLES[name]} …`);
        try {
          await startBackend(name);
        } catch (error) {
          await tf.setBackend(before);
          throw new Error(`${messageOf(error)} ${TITLES[before]} goes on.`, { cause: error });
        }
        this.warm = false;
      });
    });
  }

  /** Starts over, with new weights. */
  reset(settings: Settings): Promise<void> {
    return this.turns.take(() => this.replaceTwins(new Twins(settings, this.digits)));
  }

  /** Changes what can be changed while the networks train. */
  adjust(change: Partial<Pick<Settings, Adjustable>>): Promise<void> {
    return this.turns.take(() => this.twins.adjust(change));
  }

  /** Moves the pixels of all digits, in the same way for both networks. */
  shuffle(): Promise<void> {
    return this.turns.take(() => this.twins.shuffle());
  }

  /** Trains until {@link pause}, or for so many steps, reporting now and then and at the end. */
  async train(onReport: (report: Report) => Promise<void> | void, steps = Infinity): Promise<void> {
    const end = this.twins.stepCount + steps;
    this.training = true;
    let reported = -Infinity;
    let reporting = 0;
    while (this.training && this.twins.stepCount < end) {
      await this.turns.take(() => this.slice(end));
      // At most a third of the time goes into reports.
      const begin = performance.now();
      if (begin - reported < Math.max(PAUSE, 2 * reporting)) {
        await new Promise((resolve) => setTimeout(resolve));
        continue;
      }
      await onReport(await this.report());
      reported = performance.now();
      reporting = reported - begin;
    }
    this.training = false;
    await onReport(await this.report());
  }

  pause(): void {
    this.training = false;
  }

  report(): Promise<Report> {
    return this.turns.take(async () => ({
      backend: tf.getBackend() as BackendName,
      ...(await this.twins.report()),
    }));
  }

  /** The incoming weights of one unit in either network. */
  unit(layer: number, unit: number): Promise<UnitWeights[]> {
    return this.turns.take(() => this.twins.unit(layer, unit));
  }

  /** The probabilities of the ten digits, by each network, for a digit as it was drawn. */
  predict(pixels: Uint8Array): Promise<Float32Array[]> {
    return this.turns.take(() => this.twins.predict(pixels));
  }

  /** A digit that no network was trained on, any one if none is named. */
  unseenDigit(index?: number): Promise<Uint8Array> {
    return this.turns.take(() => {
      const { validation } = this.digits;
      const random = Math.floor(Math.random() * countOf(validation));
      return pick(validation, [index ?? random]).images;
    });
  }

  /** @param network 0 with max-norm, 1 without. */
  save(network: number): Promise<ModelFiles> {
    return this.turns.take(() => this.twins.save(network));
  }

  /** Goes on with a saved model, and beside it its copy without a bound. */
  load(files: File[]): Promise<Settings> {
    return this.turns.take(async () => {
      const chosen = await recognizeFiles(files);
      const loaded = [await loadModel(chosen), await loadModel(await withoutConstraints(chosen))];
      this.replaceTwins(Twins.ofLoaded(this.twins.settings, this.digits, loaded));
      return this.twins.settings;
    });
  }

  private replaceTwins(twins: Twins): void {
    this.twins.dispose();
    this.twins = twins;
  }

  private async slice(end: number): Promise<void> {
    if (!this.warm) this.say(`First step on ${TITLES[tf.getBackend() as BackendName]} …`);
    try {
      const begin = performance.now();
      do {
        if (this.twins.isFinished) return this.pause();
        await this.twins.step();
      } while (this.training && this.twins.stepCount < end && performance.now() - begin < SLICE);
      this.warm = true;
    } catch (error) {
      await this.fallBack(error);
    }
  }

  /** A backend that breaks takes the weights along: starts over on the next best one. */
  private async fallBack(error: unknown): Promise<void> {
    const failed = tf.getBackend() as BackendName;
    const why = messageOf(error);
    this.backends.find(({ name }) => name === failed)!.missing = why;
    await startBestBackend(this.backends, () => {});
    this.warm = false;
    this.twins = new Twins(this.twins.settings, this.digits);
    this.say(`${TITLES[failed]} failed: ${why} The networks start over.`, true);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
