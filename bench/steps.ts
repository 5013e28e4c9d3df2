import * as tf from '@tensorflow/tfjs';

const BATCH = 128;

export function mlp(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.dropout({ rate: 0.2, inputShape: [784] }),
      tf.layers.dense({ units: 1024, activation: 'relu' }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 1024, activation: 'relu' }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
}

export function cnn(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 32,
        kernelSize: 3,
        activation: 'relu',
        padding: 'same',
        inputShape: [28, 28, 1],
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu', padding: 'same' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 128, activation: 'relu' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
}

/** A function that trains one step and returns the milliseconds it took. */
export function stepper(model: tf.Sequential): () => Promise<number> {
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  const x = tf.randomUniform([BATCH, ...(model.inputs[0].shape.slice(1) as number[])]);
  const labels = tf.tensor1d(
    Array.from({ length: BATCH }, (_, i) => i % 10),
    'int32',
  );
  const y = tf.oneHot(labels, 10);
  return async () => {
    const start = performance.now();
    await model.trainOnBatch(x, y);
    return performance.now() - start;
  };
}
