import { checkMaxValue, show } from '../checks.js';
import * as tf from '../tfjs/tf.js';

/** What holds a bound that can be changed: {@link MaxNorm}, a handle of {@link constrainModel}, {@link withMaxNorm}. */
export interface MaxNormTarget {
  maxValue: number;
}

/** c for an epoch, counted from 0. */
export type Schedule = (epoch: number) => number;

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
    checkMaxValue(`maxNormSchedule for epoch ${epoch}`, maxValue);
    for (const target of this.targets) target.maxValue = maxValue;
    await super.onEpochBegin(epoch, logs);
  }
}

/**
 * A callback for `fit` and `fitDataset` that sets c at the beginning of each epoch, in the way of Keras's
 * `LearningRateScheduler`. The bound acts from the next update on. The value in force is the one that is saved.
 *
 * Ready-made schedules are {@link constantSchedule}, {@link linearSchedule}, {@link exponentialSchedule} and
 * {@link stepSchedule}. The constraints of a loaded model are objects of their own: take the handle of
 * `constrainModel(model, { maxValue, replace: true })` for those.
 *
 * @param target A constraint that the model was built with, a handle of {@link constrainModel}, a layer of
 *   {@link withMaxNorm}, or a list of them.
 * @param schedule c for an epoch, counted from 0 as in `fit`'s `initialEpoch`.
 * @throws If there is no target, or one has no `maxValue`. In training, if the schedule's value is not a positive finite
 *   number.
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
  const targets = Array.isArray(target) ? target : [target];
  const isTarget = (value: Partial<MaxNormTarget> | null): boolean =>
    typeof value?.maxValue === 'number';
  if (targets.length === 0 || !targets.every(isTarget)) {
    throw new Error(
      'maxNormSchedule: target must be a maxNorm constraint, a handle of constrainModel, a layer of withMaxNorm, ' +
        `or a list of them, got ${show(target)}.`,
    );
  }
  if (typeof schedule !== 'function') {
    throw new Error(
      `maxNormSchedule: schedule must be a function from the epoch to c, got ${show(schedule)}.`,
    );
  }
  return new MaxNormSchedule([...targets], schedule);
}
