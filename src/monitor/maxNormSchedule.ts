import { checkFunction, checkPositive, refuseType, refuseValue } from '../checks.js';
import * as tf from '../tfjs/tf.js';

/**
 * Anything with a bound that can be changed: a {@link MaxNorm}, a handle of {@link constrainModel}, a layer of {@link
 * withMaxNorm}.
 */
export interface MaxNormTarget {
  maxValue: number;
}

/** c for an epoch, counted from 0. */
export type Schedule = (epoch: number) => number;

type Logs = Parameters<tf.CustomCallback['onEpochEnd']>[1];

class MaxNormSchedule extends tf.CustomCallback {
  constructor(
    private readonly targets: MaxNormTarget[],
    private readonly schedule: Schedule,
  ) {
    super({});
  }

  override async onEpochBegin(
    ...[epoch, logs]: Parameters<tf.CustomCallback['onEpochBegin']>
  ): Promise<void> {
    const maxValue = this.schedule(epoch);
    checkPositive('maxNormSchedule', `schedule's value for epoch ${epoch}`, maxValue);
    for (const target of this.targets) target.maxValue = maxValue;
    await super.onEpochBegin(epoch, logs);
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    // Several schedules in one training are numbered, so that none hides another.
    let name = 'max_norm';
    for (let count = 2; name in logs; count++) name = `max_norm_${count}`;
    logs[name] = this.targets[0].maxValue;
    await super.onEpochEnd(epoch, logs);
  }
}

/**
 * A callback for `fit` and `fitDataset` that sets c at the beginning of each epoch, like Keras's
 * `LearningRateScheduler`. The bound applies from the next update on. The current value is the one that is saved, and
 * is in the logs of each epoch as `max_norm` (`max_norm_2` for a second schedule in the same training).
 *
 * Ready-made schedules are {@link constantSchedule}, {@link linearSchedule}, {@link exponentialSchedule} and
 * {@link stepSchedule}. A loaded model has new constraint objects: use the handle of `constrainModel(model, { maxValue,
 * replace: true })` for it.
 *
 * @param target A constraint that the model was built with, a handle of {@link constrainModel}, a layer of
 *   {@link withMaxNorm}, or a list of them.
 * @param schedule c for an epoch, counted from 0 as in `fit`'s `initialEpoch`.
 * @throws {TypeError} If a target has no `maxValue`, or `schedule` is not a function.
 * @throws {RangeError} If the list of targets is empty. In training, if the schedule's value is not positive and finite.
 *
 * @example
 * ```ts
 * const bound = maxNorm();
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ units: 1, inputShape: [3], kernelConstraint: bound }));
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 * await model.fit(tf.ones([8, 3]), tf.ones([8, 1]), {
 *   epochs: 3,
 *   callbacks: [maxNormSchedule(bound, linearSchedule({ from: 4, to: 2, epochs: 2 }))],
 * });
 * console.log(bound.maxValue); // 2
 * ```
 */
export function maxNormSchedule(
  target: MaxNormTarget | MaxNormTarget[],
  schedule: Schedule,
): tf.CustomCallback {
  const targets = Array.isArray(target) ? [...target] : [target];
  if (targets.length === 0) refuseValue('maxNormSchedule', 'target', TARGET, target);
  if (!targets.every(isTarget)) refuseType('maxNormSchedule', 'target', TARGET, target);
  checkFunction('maxNormSchedule', 'schedule', schedule, 'a function from the epoch to c');
  return new MaxNormSchedule(targets, schedule);
}

const TARGET =
  'a maxNorm constraint, a handle of constrainModel, a layer of withMaxNorm, or a list of them';

function isTarget(value: Partial<MaxNormTarget> | null): boolean {
  return typeof value?.maxValue === 'number';
}
