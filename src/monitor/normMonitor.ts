import { checkBoolean, checkOptions, checkPositiveInteger } from '../checks.js';
import * as tf from '../tfjs/tf.js';
import { logNames } from './logNames.js';
import { normReport } from './normReport.js';

export interface NormMonitorOptions {
  /**
   * Add the figures after every so many epochs only: 5 means after epochs 5, 10, 15.
   *
   * @default 1
   */
  every?: number;
  /**
   * Monitor the kernels without a constraint as well.
   *
   * @default false
   */
  kernels?: boolean;
}

type Logs = Parameters<tf.CustomCallback['onEpochEnd']>[1];

class NormMonitor extends tf.CustomCallback {
  private model!: tf.LayersModel;

  constructor(
    private readonly every: number,
    private readonly kernels: boolean,
  ) {
    super({});
  }

  override setModel(model: Parameters<tf.CustomCallback['setModel']>[0]): void {
    this.model = model as tf.LayersModel;
  }

  override async onTrainBegin(logs?: Logs): Promise<void> {
    await super.onTrainBegin(logs);
    const rows = await normReport(this.model, { kernels: this.kernels });
    if (rows.length > 0) return;
    throw new Error(
      this.kernels
        ? 'normMonitor: the model has no kernel.'
        : 'normMonitor: no weight of the model has a constraint; normMonitor({ kernels: true }) monitors every kernel.',
    );
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    if ((epoch + 1) % this.every === 0) {
      const rows = await normReport(this.model, { kernels: this.kernels });
      const names = logNames(rows);
      rows.forEach(({ min, mean, max, atBound }, i) => {
        logs[`${names[i]}_min`] = min;
        logs[`${names[i]}_mean`] = mean;
        logs[`${names[i]}_max`] = max;
        if (atBound != null) logs[`${names[i]}_at_bound`] = atBound;
      });
    }
    await super.onEpochEnd(epoch, logs);
  }
}

/**
 * A callback for `fit` and `fitDataset` that adds the norms of each constrained weight to the epoch's logs, beside the
 * loss: `norm_dense_1_kernel_min`, `_mean`, `_max`, and `_at_bound`, the share of units at the bound. `History`,
 * TensorBoard, tfjs-vis and every callback that comes after this one find them there. Characters of a name other than
 * `A-Z a-z 0-9 _ -` become `_`; weights whose names would then be the same are numbered: `norm_a_b_kernel_2_max`.
 *
 * It costs one small download per epoch: one number per unit.
 *
 * @throws {TypeError} If an option has another name or is of the wrong type.
 * @throws {RangeError} If `every` is not a positive integer.
 * @throws {Error} When training begins, if there is no weight to monitor.
 *
 * @example
 * ```ts
 * const model = tf.sequential();
 * model.add(
 *   tf.layers.dense({ name: 'out', units: 1, inputShape: [3], kernelConstraint: maxNorm({ maxValue: 2 }) }),
 * );
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 * const { history } = await model.fit(tf.ones([8, 3]), tf.ones([8, 1]), {
 *   epochs: 2,
 *   callbacks: [normMonitor()],
 * });
 * console.log(history['norm_out_kernel_max']); // a number for each epoch
 * ```
 */
export function normMonitor(options: NormMonitorOptions = {}): tf.CustomCallback {
  checkOptions('normMonitor', options, ['every', 'kernels'], '{ every: 5 }');
  const { every = 1, kernels = false } = options;
  checkPositiveInteger('normMonitor', 'every', every);
  checkBoolean('normMonitor', 'kernels', kernels);
  return new NormMonitor(every, kernels);
}
