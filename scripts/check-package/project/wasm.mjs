import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { maxNorm } from 'tfjs-max-norm';
import { enableWasmTraining } from 'tfjs-max-norm/wasm';
import { assertModelBounded } from './registers/train.js';

await enableWasmTraining();
await tf.setBackend('wasm');
const kernelConstraint = maxNorm({ maxValue: 0.5 });
const conv = { filters: 2, kernelSize: 2, inputShape: [4, 4, 1], kernelConstraint };
await assertModelBounded(tf.sequential({ layers: [tf.layers.conv2d(conv)] }), 0.5);
