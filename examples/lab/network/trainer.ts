import * as tf from '@tensorflow/tfjs';
import { type Batch, toTensors } from '../../shared/mnist/batches.js';
import { countOf, type Digits, pick } from '../../shared/mnist/digits.js';
import { seededRandom, shuffledIndices } from '../../shared/random.js';
import {
  type Backend,
  type BackendName,
  findBackends,
  startBackend,
  startBestBackend,
} from './backends.js';
import { loadDigits } from './digits.js';
import { asFiles, loadModel, type ModelFiles, saveModel } from './modelFiles.js';
import { type Architecture, models } from './models.js';
import { type LayerFigures, Network, type Score, type WeightImages } from './network.js';

export interface Settings {
  architecture: Architecture;
  /** c. */
  maxValue: number;
  dropout: number;
  learningRate: number;
  /** How many digits to train on. */
  digits: number;
  /** Whether the same network trains beside it without max-norm. */
  twin: boolean;
}

/** One network, as it stands. */
export interface Figures {
  training: Score;
  validation: Score;
  layers: LayerFigures[];
  images: WeightImages;
}

export interface Report {
  backend: string;
  step: number;
  /** Milliseconds for one network. */
  stepTime: number;
  /** c. */
  maxValue: number;
  /** The network with max-norm, then its twin without, if there is one. */
  networks: Figures[];
}

const BATCH = 64;
const SCORED = 500;
const SEED = 1;
/** Milliseconds of training between two looks at the page's messages. */
const SLICE = 30;

/** Trains in a worker; the page calls its methods, and each takes effect between two steps. */
export class Trainer {
  private settings!: Settings;
  private networks: Network[] = [];
  private data?: { train: Digits; validation: Digits };
  private order: number[] = [];
  private random = seededRandom(SEED);
  private stepCount = 0;
  private stepTime = 0;
  private training = false;
  private turn: Promise<unknown> = Promise.resolve();

  /** Starts the best backend there is, and tells of all of them. */
  async start(): Promise<Backend[]> {
    const backends = await findBackends();
    await startBestBackend(backends);
    return backends;
  }

  /** Goes on with the same weights on another backend; stays on the one before if that fails. */
  useBackend(name: BackendName): Promise<void> {
    return this.inTurn(async () => {
      const saved = await Promise.all(this.networks.map(({ model }) => saveModel(model)));
      const before = tf.getBackend();
      try {
        await startBackend(name);
      } catch (error) {
        if (before !== '') await tf.setBackend(before);
        throw error;
      }
      const moved = await Promise.all(saved.map((files) => loadModel(asFiles(files))));
      this.replaceNetworks(moved);
    });
  }

  /** Starts over, with new weights. */
  reset(settings: Settings): Promise<void> {
    return this.inTurn(() => {
      const { architecture, maxValue, dropout, twin } = settings;
      this.settings = settings;
      this.stepCount = 0;
      this.order = [];
      this.random = seededRandom(SEED);
      const bounds = twin ? [maxValue, null] : [maxValue];
      this.replaceNetworks(
        bounds.map((bound) => models[architecture]({ maxValue: bound, dropout, seed: SEED })),
      );
    });
  }

  /** Changes what can be changed while a network trains. */
  adjust(change: Partial<Pick<Settings, 'maxValue' | 'dropout' | 'learningRate'>>): Promise<void> {
    return this.inTurn(() => {
      Object.assign(this.settings, change);
      for (const network of this.networks) Object.assign(network, change);
    });
  }

  /** Trains until {@link pause}, or for so many steps, reporting now and then and at the end. */
  async train(onReport: (report: Report) => Promise<void> | void, steps = Infinity): Promise<void> {
    const end = this.stepCount + steps;
    this.training = true;
    let reported = performance.now();
    let reporting = 0;
    while (this.training && this.stepCount < end) {
      await this.inTurn(() => this.slice(end));
      // At most a third of the time goes into reports.
      const begin = performance.now();
      if (begin - reported < Math.max(200, 2 * reporting)) {
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
    return this.inTurn(async () => {
      const { train, validation } = await this.digits();
      const networks: Figures[] = [];
      const seen = this.tensors(train, this.sample(train, this.settings.digits).slice(0, SCORED));
      const unseen = this.tensors(validation, this.sample(validation, SCORED));
      for (const network of this.networks) {
        networks.push({
          training: await network.score(seen),
          validation: await network.score(unseen),
          layers: await network.layers(unseen.xs),
          images: await network.images(),
        });
      }
      tf.dispose([seen, unseen]);
      return {
        backend: tf.getBackend(),
        step: this.stepCount,
        stepTime: this.stepTime,
        maxValue: this.settings.maxValue,
        networks,
      };
    });
  }

  /** The probabilities of the ten digits, by each network. */
  predict(pixels: Float32Array): Promise<Float32Array[]> {
    return this.inTurn(() => Promise.all(this.networks.map((network) => network.predict(pixels))));
  }

  /** A digit that no network was trained on. */
  async unseenDigit(): Promise<{ pixels: Uint8Array; label: number }> {
    const { validation } = await this.digits();
    const { images, labels } = pick(validation, [Math.floor(Math.random() * countOf(validation))]);
    return { pixels: images, label: labels[0] };
  }

  save(): Promise<ModelFiles> {
    return this.inTurn(() => saveModel(this.networks[0].model));
  }

  /** Goes on with a saved model; its c and dropout are those it was saved with. */
  load(files: File[]): Promise<Settings> {
    return this.inTurn(async () => {
      const model = await loadModel(files);
      const [network] = this.replaceNetworks([model]);
      const { maxValue } = network;
      this.settings = {
        ...this.settings,
        architecture: network.inputShape.length === 1 ? 'mlp' : 'cnn',
        maxValue: maxValue ?? this.settings.maxValue,
        dropout: network.dropout,
        twin: false,
      };
      this.stepCount = 0;
      return this.settings;
    });
  }

  private replaceNetworks(loaded: tf.LayersModel[]): Network[] {
    const networks = loaded.map((model) => new Network(model, this.settings.learningRate));
    for (const network of this.networks) network.dispose();
    return (this.networks = networks);
  }

  /** Every network learns from the same digits in the same order. */
  private async slice(end: number): Promise<void> {
    const { train } = await this.digits();
    const begin = performance.now();
    while (this.stepCount < end && performance.now() - begin < SLICE) {
      const batch = this.tensors(train, this.nextDigits(train));
      const stepBegin = performance.now();
      for (const network of this.networks) await network.step(batch);
      const time = (performance.now() - stepBegin) / this.networks.length;
      tf.dispose(batch);
      this.stepTime = this.stepCount++ === 0 ? time : 0.9 * this.stepTime + 0.1 * time;
    }
  }

  private nextDigits(train: Digits): number[] {
    if (this.order.length < BATCH) {
      const sample = this.sample(train, this.settings.digits);
      this.order = [...shuffledIndices(sample.length, this.random)].map((i) => sample[i]);
    }
    return this.order.splice(0, BATCH);
  }

  /** The same digits at every call. */
  private sample(digits: Digits, count: number): number[] {
    return [...shuffledIndices(countOf(digits), seededRandom('sample'))].slice(0, count);
  }

  private tensors(digits: Digits, indices: number[]): Batch {
    return toTensors(pick(digits, indices), this.networks[0].inputShape);
  }

  private async digits(): Promise<{ train: Digits; validation: Digits }> {
    return (this.data ??= await loadDigits());
  }

  /** One thing at a time: a backend must not change in the middle of a step. */
  private inTurn<T>(task: () => T | Promise<T>): Promise<T> {
    const result = this.turn.then(task);
    this.turn = result.catch(() => {});
    return result;
  }
}
