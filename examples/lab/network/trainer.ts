import * as tf from '@tensorflow/tfjs';
import { type Batch, toTensors } from '../../shared/mnist/batches.js';
import { countOf, type Digits, pick } from '../../shared/mnist/digits.js';
import { type BackendName, TITLES } from './backendNames.js';
import { type Backend, findBackends, startBackend, startBestBackend } from './backends.js';
import { loadDigits } from './digits.js';
import { Feed, sampleOf } from './feed.js';
import {
  loadModel,
  type ModelFiles,
  recognizeFiles,
  saveModel,
  withoutConstraints,
} from './modelFiles.js';
import { models } from './models.js';
import { Network, type UnitWeights } from './network.js';
import type { Figures, Pair, Report } from './report.js';
import { type Adjustable, type Settings, STORY } from './settings.js';
import { ShuffleLog } from './shuffleLog.js';
import { Turns } from './turns.js';

const SEEN = 150;
const UNSEEN = 250;
const SEED = 1;
/** Milliseconds of training between two looks at the page's messages. */
const SLICE = 30;
/** Milliseconds from one report to the next, at least. */
const PAUSE = 120;
/** Where automatic shuffling ends, the first task among them. */
const TASKS = 30;

/** Tells the page what is going on, or what went wrong. */
type Say = (text: string, problem?: boolean) => void;

/** Trains in a worker; the page calls its methods, and each takes effect between two steps. */
export class Trainer {
  private settings = STORY;
  private networks: Network[] = [];
  private backends: Backend[] = [];
  private digits!: { train: Digits; validation: Digits };
  private feed!: Feed;
  private log = new ShuffleLog();
  private stepCount = 0;
  private stepTime = 0;
  private training = false;
  /** Whether a step was made on this backend. */
  private warm = false;
  private choices = 0;
  private say: Say = () => {};
  private readonly turns = new Turns();

  /** Starts the best backend there is, and tells of all of them. */
  start(say: Say): Promise<Backend[]> {
    this.say = say;
    return this.turns.take(async () => {
      const digits = loadDigits();
      this.backends = await findBackends();
      await startBestBackend(this.backends, (name) => say(`Starting ${TITLES[name]} …`));
      say('Loading the digits …');
      this.digits = await digits;
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
      const moved = await Promise.all(
        this.networks.map(async (network) => ({
          files: await saveModel(network.model),
          starts: await network.startValues(),
        })),
      );
      this.say(`Starting ${TITLES[name]} …`);
      try {
        await startBackend(name);
      } catch (error) {
        await tf.setBackend(before);
        throw new Error(`${messageOf(error)} ${TITLES[before]} goes on.`, { cause: error });
      }
      this.warm = false;
      const loaded = await Promise.all(moved.map(({ files }) => loadModel(files)));
      this.replaceNetworks(
        loaded,
        moved.map(({ starts }) => starts),
      );
    });
  }

  /** Starts over, with new weights. */
  reset(settings: Settings): Promise<void> {
    return this.turns.take(() => {
      this.settings = { ...settings };
      this.newNetworks();
    });
  }

  /** Changes what can be changed while the networks train. */
  adjust(change: Partial<Pick<Settings, Adjustable>>): Promise<void> {
    return this.turns.take(() => {
      Object.assign(this.settings, change);
      const { maxValue, dropout, learningRate } = this.settings;
      this.networks[0].maxValue = maxValue;
      for (const network of this.networks) Object.assign(network, { dropout, learningRate });
    });
  }

  /** Moves the pixels of all digits, in the same way for both networks. */
  shuffle(): Promise<void> {
    return this.turns.take(() => this.shuffleNow());
  }

  /** Trains until {@link pause}, or for so many steps, reporting now and then and at the end. */
  async train(onReport: (report: Report) => Promise<void> | void, steps = Infinity): Promise<void> {
    const end = this.stepCount + steps;
    this.training = true;
    let reported = -Infinity;
    let reporting = 0;
    while (this.training && this.stepCount < end) {
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
    return this.turns.take(async () => {
      const { validation } = this.digits;
      const seen = this.tensors(this.feed.seen(SEEN));
      const unseen = this.tensors(
        this.feed.permuted(pick(validation, sampleOf(validation, UNSEEN))),
      );
      const networks: Figures[] = [];
      for (const network of this.networks) {
        const { score, layers } = await network.look(unseen);
        networks.push({ training: await network.score(seen), validation: score, layers });
      }
      tf.dispose([seen, unseen]);
      return {
        backend: tf.getBackend() as BackendName,
        step: this.stepCount,
        stepTime: this.stepTime,
        maxValue: this.settings.maxValue,
        networks: networks as Pair<Figures>,
        shuffles: this.log.means(),
        finished: this.log.count - (this.taskIsOver ? 0 : 1),
        permutation: this.feed.permutation,
      };
    });
  }

  /** The incoming weights of one unit in either network; those of the first layer lie where their pixels are. */
  unit(layer: number, unit: number): Promise<UnitWeights[]> {
    return this.turns.take(async () => {
      const units = await Promise.all(this.networks.map((network) => network.unit(layer, unit)));
      if (layer > 0 || units[0].shape.length > 1) return units;
      return units.map(({ values }) => ({ shape: [28, 28], values: this.feed.restored(values) }));
    });
  }

  /** The probabilities of the ten digits, by each network, for a digit as it was drawn. */
  predict(pixels: Uint8Array): Promise<Float32Array[]> {
    return this.turns.take(() => {
      const { images } = this.feed.permuted({ images: pixels, labels: new Uint8Array(1) });
      const inputs = new Float32Array(images).map((pixel) => pixel / 255);
      return Promise.all(this.networks.map((network) => network.predict(inputs)));
    });
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
    const name = ['max-norm', 'without'][network];
    return this.turns.take(() => saveModel(this.networks[network].model, name));
  }

  /** Goes on with a saved model, and beside it its copy without a bound; c and dropout are those it was saved with. */
  load(files: File[]): Promise<Settings> {
    return this.turns.take(async () => {
      const chosen = await recognizeFiles(files);
      const loaded = [await loadModel(chosen), await loadModel(await withoutConstraints(chosen))];
      const [network] = this.replaceNetworks(loaded);
      network.constrain(this.settings.maxValue);
      this.settings = {
        ...this.settings,
        architecture: network.inputShape.length > 1 ? 'cnn' : widthOf(network),
        maxValue: network.maxValue!,
        dropout: network.dropout,
      };
      this.begin();
      return this.settings;
    });
  }

  private newNetworks(): void {
    const { architecture, maxValue, dropout } = this.settings;
    this.begin();
    this.replaceNetworks(
      [maxValue, null].map((bound) =>
        models[architecture]({ maxValue: bound, dropout, seed: SEED }),
      ),
    );
  }

  private begin(): void {
    const { digits, batchSize } = this.settings;
    this.feed = new Feed(this.digits.train, digits, batchSize);
    this.log = new ShuffleLog();
    this.stepCount = 0;
  }

  private replaceNetworks(loaded: tf.LayersModel[], starts: Float32Array[][] = []): Network[] {
    const { learningRate } = this.settings;
    const networks = loaded.map((model, i) => new Network(model, learningRate, starts[i]));
    for (const network of this.networks) network.dispose();
    return (this.networks = networks);
  }

  private async slice(end: number): Promise<void> {
    if (!this.warm) this.say(`First step on ${TITLES[tf.getBackend() as BackendName]} …`);
    try {
      const begin = performance.now();
      do await this.step();
      while (this.training && this.stepCount < end && performance.now() - begin < SLICE);
      this.warm = true;
    } catch (error) {
      await this.fallBack(error);
    }
  }

  /** Both networks learn from the same batch with the same dropout masks. */
  private async step(): Promise<void> {
    if (this.taskIsOver) {
      if (this.log.count >= TASKS) return this.pause();
      this.shuffleNow();
    }
    const batch = this.tensors(this.feed.next());
    const begin = performance.now();
    const accuracies: number[] = [];
    for (const network of this.networks) {
      accuracies.push(await network.step(batch, this.stepCount));
    }
    const time = (performance.now() - begin) / this.networks.length;
    tf.dispose(batch);
    this.log.add(accuracies);
    this.stepTime = this.stepCount++ === 0 ? time : 0.9 * this.stepTime + 0.1 * time;
  }

  /** Whether automatic shuffling has the next shuffle due. */
  private get taskIsOver(): boolean {
    const { shuffleEvery } = this.settings;
    return shuffleEvery > 0 && this.log.steps >= shuffleEvery;
  }

  private shuffleNow(): void {
    this.feed.shuffle();
    this.log.begin();
  }

  /** A backend that breaks takes the weights along: starts over on the next best one. */
  private async fallBack(error: unknown): Promise<void> {
    const failed = tf.getBackend() as BackendName;
    const why = messageOf(error);
    this.backends.find(({ name }) => name === failed)!.missing = why;
    this.networks = [];
    await startBestBackend(this.backends, () => {});
    this.warm = false;
    this.newNetworks();
    this.say(`${TITLES[failed]} failed: ${why} The networks start over.`, true);
  }

  private tensors(digits: Digits): Batch {
    return toTensors(digits, this.networks[0].inputShape);
  }
}

function widthOf(network: Network): 'mlp' | 'wide' {
  const [kernel] = network.model.weights;
  return kernel.shape[1] === 512 ? 'wide' : 'mlp';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
