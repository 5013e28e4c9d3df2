import * as tf from '@tensorflow/tfjs';
import { normReport } from 'tfjs-max-norm';
import { summarize } from '../../examples/shared/statistics.js';
import type { FinishedRun, RunContext } from '../experiment.js';
import { boundByInitialNorms } from './boundByInitialNorms.js';
import { drawDigits } from './drawDigits.js';
import { factorNetwork, type NetworkName } from './factorNetworks.js';
import { fitOf } from './fitOf.js';
import { Masks } from './masks.js';
import { train, type TrainingSettings } from './train.js';
import { type PlasticitySettings, trainPlasticity } from './trainPlasticity.js';

/** A network that is trained on a few digits and measured on digits held out. */
export interface DigitsTask extends TrainingSettings {
  network: NetworkName;
  dropout: boolean;
  optimizer: 'momentum' | 'adam';
  /** Of momentum. */
  momentum?: number;
  /** Trains on so many of the digits, drawn by the seed. */
  trainDigits: number;
  /** c of each kernel, as a multiple of the mean norm that its units start with; `null` is no bound. */
  maxNormTimesInitial: number | null;
}

/** What a factor is tried on: digits held out, or one task after another. */
export type FactorSettings = DigitsTask | PlasticitySettings;

export interface FactorResult {
  /**
   * Mean cross-entropy, in nats: of the last weights on digits held out; of `plasticity`, of every batch before it is
   * learned from.
   */
  loss: number;
  /** Share of wrong digits of the same, in percent; of `plasticity` in the last tenth of the tasks. */
  error: number;
  /** The share of units at the bound, from 0 to 1; `null` where it is not measured. */
  atBound: number | null;
}

export type FactorRun = FinishedRun<FactorSettings, FactorResult>;

export function trainFactor(settings: FactorSettings, context: RunContext): Promise<FactorResult> {
  return 'network' in settings ? trainOnce(settings, context) : trainOnline(settings, context);
}

async function trainOnce(
  settings: DigitsTask,
  { seed, mnist, progress }: RunContext,
): Promise<FactorResult> {
  const masks = new Masks();
  const model = factorNetwork(settings.network, { dropout: settings.dropout, seed, masks });
  if (settings.maxNormTimesInitial != null) {
    await boundByInitialNorms(model, settings.maxNormTimesInitial);
  }
  const optimizer =
    settings.optimizer === 'adam'
      ? tf.train.adam(settings.learningRate)
      : tf.train.momentum(settings.learningRate, settings.momentum!);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  await train(model, drawDigits(mnist.train, settings.trainDigits, seed), settings, {
    seed,
    masks,
    optimizer,
    afterEpoch: (epoch) => progress(epoch / settings.epochs),
  });
  const result = { ...(await fitOf(model, mnist.test)), atBound: await shareAtBound(model) };
  model.dispose();
  optimizer.dispose();
  return result;
}

async function trainOnline(
  settings: PlasticitySettings,
  context: RunContext,
): Promise<FactorResult> {
  const losses: number[] = [];
  const { last } = await trainPlasticity(settings, context, (loss) => losses.push(loss));
  return { loss: summarize(losses).mean, error: 100 - last, atBound: null };
}

async function shareAtBound(model: tf.LayersModel): Promise<number | null> {
  const rows = await normReport(model);
  if (rows.length === 0) return null;
  const units = rows.reduce((sum, row) => sum + row.units, 0);
  return rows.reduce((sum, row) => sum + row.units * row.atBound!, 0) / units;
}
