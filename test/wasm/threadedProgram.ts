import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { enableWasmTraining } from '../../src/wasm/index.js';

const { threads } = await enableWasmTraining({ threads: 2 });
await tf.setBackend('wasm');
const product = tf.tidy(() => tf.matMul(tf.ones([256, 256]), tf.ones([256, 256])).dataSync());
console.log(`${threads} threads, ${product[0]}`);
