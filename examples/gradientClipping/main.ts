// Gradient clipping and max-norm on the same model: one bounds the step, the other the weights.
//
//     npx tsx examples/gradientClipping/main.ts
import * as tf from '@tensorflow/tfjs';
import { CLIP_NORM, LEARNING_RATE, MAX_VALUE, type Method, train } from './compare.js';

await tf.setBackend('cpu');

const methods: Record<string, Method> = {
  neither: { clip: false, maxNorm: false },
  'clipByGlobalNorm only': { clip: true, maxNorm: false },
  'max-norm only': { clip: false, maxNorm: true },
  both: { clip: true, maxNorm: true },
};

console.log(
  `learning rate ${LEARNING_RATE}, gradients clipped to ${CLIP_NORM} (a step of ${LEARNING_RATE * CLIP_NORM}), ` +
    `c = ${MAX_VALUE}\n`,
);
const table: Record<string, Record<string, number>> = {};
for (const [name, method] of Object.entries(methods)) {
  const { largestStep, largestNorm, loss } = await train(method);
  table[name] = {
    'largest step': round(largestStep),
    'largest norm': round(largestNorm),
    'final loss': round(loss),
  };
}
console.table(table);

function round(value: number): number {
  return Number(value.toPrecision(3));
}
