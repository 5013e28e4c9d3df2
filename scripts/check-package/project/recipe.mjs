// The recipe of docs/keras.md for programs that take uploads, as it stands there.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { maxNorm } from 'tfjs-max-norm';
import { saveKeras } from 'tfjs-max-norm/keras';

const text = readFileSync('node_modules/tfjs-max-norm/docs/keras.md', 'utf8');
const blocks = [...text.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
const find = (part) => blocks.find((code) => code.includes(part));
writeFileSync('readUpload.mjs', find('export async function readUpload'));
writeFileSync('worker.mjs', find('// worker.mjs'));
const { readUpload } = await import('./readUpload.mjs');

await tf.setBackend('cpu');
const kernelConstraint = maxNorm({ maxValue: 1 });
const model = tf.sequential({
  layers: [tf.layers.dense({ units: 3, inputShape: [4], kernelConstraint })],
});
await saveKeras(model, 'upload.keras');
const read = await tf.loadLayersModel(tf.io.fromMemory(await readUpload('upload.keras')));
const inputs = tf.ones([2, 4]);
const outputs = [model, read].map((one) => [...one.predict(inputs).dataSync()]);
assert.deepEqual(outputs[1], outputs[0]);

await assert.rejects(readUpload('upload.keras', { seconds: 0 }), /took too long/);
await assert.rejects(readUpload('upload.keras', { bytes: 0 }), /took too much memory/);
const damaged = readFileSync('upload.keras');
damaged[damaged.length >> 1] ^= 1;
writeFileSync('damaged.keras', damaged);
await assert.rejects(readUpload('damaged.keras'), /damaged\.keras/);
// The process ends by itself: no worker is left.
console.log('recipe for uploads: loads, and ends at its limits');
