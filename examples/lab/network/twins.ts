import * as tf from '@tensorflow/tfjs';
import { type Batch, toTensors } from '../../shared/mnist/batches.js';
import { type Digits, pick } from '../../shared/mnist/digits.js';
import type { DigitSets } from './digits.js';
import { Feed, sampleOf } from './feed.js';
import { loadModel, type ModelFiles, saveModel } from './modelFiles.js';
import { models } from './models.js';
import { Network, type UnitWeights } from './network.js';
import type { Figures, Pair, TwinsReport } from './report.js';
import type { Adjustable, Settings } from './settings.js';
import { ShuffleLog } from './shuffleLog.js';

const SEEN = 150;
const UNSEEN = 250;
const SEED = 1;
/** Where automatic shuffling ends, the first task among them. */
const TASKS = 30;

/** A network with max-norm and one without: alike at the start, they learn from the same batches with the same dropout. */
export class Twins {
  readonly settings: Settings;
  private networks: Network[];
  private readonly feed: Feed;
  private readonly log = new ShuffleLog();
  private steps = 0;
  private stepTime = 0;

  constructor(
    settings: Settings,
    private readonly digits: DigitSets,
    pair = newModels(settings),
  ) {
    this.settings = { ...settings };
    this.networks = pair.map((model) => new Network(model, settings.learningRate));
    this.feed = new Feed(digits.train, settings.digits, settings.batchSize);
  }

  /** A model that was saved, and its copy without a bound; c and dropout are those it was saved with. */
  static ofLoaded(settings: Settings, digits: DigitSets, loaded: tf.LayersModel[]): Twins {
    const twins = new Twins(settings, digits, loaded);
    const { bounded } = twins;
    bounded.constrain(settings.maxValue);
    Object.assign(twins.settings, {
      architecture: bounded.inputShape.length > 1 ? 'cnn' : widthOf(bounded),
      maxValue: bounded.maxValue,
      dropout: bounded.dropout,
    });
    return twins;
  }

  get stepCount(): number {
    return this.steps;
  }

  private get bounded(): Network {
    return this.networks[0];
  }

  /** Changes what can be changed while the networks train. */
  adjust(change: Partial<Pick<Settings, Adjustable>>): void {
    Object.assign(this.settings, change);
    const { maxValue, dropout, learningRate } = this.settings;
    this.bounded.maxValue = maxValue;
    for (const network of this.networks) Object.assign(network, { dropout, learningRate });
  }

  /** Moves the pixels of all digits, in the same way for both networks. */
  shuffle(): void {
    this.feed.shuffle();
    this.log.begin();
  }

  /** Whether automatic shuffling has come to its end. */
  get isFinished(): boolean {
    return this.taskIsOver && this.log.count >= TASKS;
  }

  async step(): Promise<void> {
    if (this.taskIsOver) this.shuffle();
    const batch = this.tensors(this.feed.next());
    const begin = performance.now();
    const accuracies: number[] = [];
    for (const network of this.networks) accuracies.push(await network.step(batch, this.steps));
    const time = (performance.now() - begin) / this.networks.length;
    tf.dispose(batch);
    this.log.add(accuracies);
    this.stepTime = this.steps++ === 0 ? time : 0.9 * this.stepTime + 0.1 * time;
  }

  async report(): Promise<TwinsReport> {
    const { validation } = this.digits;
    const seen = this.tensors(this.feed.seen(SEEN));
    const unseen = this.tensors(this.feed.permuted(pick(validation, sampleOf(validation, UNSEEN))));
    const networks: Figures[] = [];
    for (const network of this.networks) {
      const { score, layers } = await network.look(unseen);
      networks.push({ training: await network.score(seen), validation: score, layers });
    }
    tf.dispose([seen, unseen]);
    return {
      step: this.steps,
      stepTime: this.stepTime,
      maxValue: this.settings.maxValue,
      networks: networks as Pair<Figures>,
      shuffles: this.log.means(),
      finished: this.log.count - (this.taskIsOver ? 0 : 1),
      permutation: this.feed.permutation,
    };
  }

  /** The incoming weights of one unit in either network; those of the first layer lie where their pixels are. */
  async unit(layer: number, unit: number): Promise<UnitWeights[]> {
    const units = await Promise.all(this.networks.map((network) => network.unit(layer, unit)));
    if (layer > 0 || units[0].shape.length > 1) return units;
    return units.map(({ values }) => ({ shape: [28, 28], values: this.feed.restored(values) }));
  }

  /** The probabilities of the ten digits, by each network, for a digit as it was drawn. */
  predict(pixels: Uint8Array): Promise<Float32Array[]> {
    const { images } = this.feed.permuted({ images: pixels, labels: new Uint8Array(1) });
    const inputs = new Float32Array(images).map((pixel) => pixel / 255);
    return Promise.all(this.networks.map((network) => network.predict(inputs)));
  }

  /** @param network 0 with max-norm, 1 without. */
  save(network: number): Promise<ModelFiles> {
    return saveModel(this.networks[network].model, ['max-norm', 'without'][network]);
  }

  /** Takes the weights along to the backend that `start` starts. */
  async moveTo(start: () => Promise<void>): Promise<void> {
    const moved = await Promise.all(
      this.networks.map(async (network) => ({
        files: await saveModel(network.model),
        starts: await network.startValues(),
      })),
    );
    await start();
    const networks = await Promise.all(
      moved.map(async ({ files, starts }) => {
        return new Network(await loadModel(files), this.settings.learningRate, starts);
      }),
    );
    this.dispose();
    this.networks = networks;
  }

  dispose(): void {
    for (const network of this.networks) network.dispose();
  }

  /** Whether automatic shuffling has the next shuffle due. */
  private get taskIsOver(): boolean {
    const { shuffleEvery } = this.settings;
    return shuffleEvery > 0 && this.log.steps >= shuffleEvery;
  }

  private tensors(digits: Digits): Batch {
    return toTensors(digits, this.bounded.inputShape);
  }
}

function widthOf(network: Network): 'mlp' | 'wide' {
  const [kernel] = network.model.weights;
  return kernel.shape[1] === 512 ? 'wide' : 'mlp';
}

function newModels({ architecture, maxValue, dropout }: Settings): tf.LayersModel[] {
  return [maxValue, null].map((bound) =>
    models[architecture]({ maxValue: bound, dropout, seed: SEED }),
  );
}
