import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const use = `
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  saveKeras(model)
    .then((bytes) => loadKeras(bytes))
    .then((back) => console.log('loaded', back.layers.length));
`;

/** The built package in a Node of its own, loaded by its public name: Jest would load the sources. */
function run(args: string[], code: string): string {
  return execFileSync(process.execPath, [...args, '-e', code + use], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

test('the built package works from CommonJS', () => {
  const code = `
    const tf = require('@tensorflow/tfjs');
    const { saveKeras, loadKeras } = require('tfjs-max-norm/keras');`;
  expect(run(['--input-type=commonjs'], code)).toContain('loaded 2');
});

test('the built package works as ES modules', () => {
  const code = `
    import * as tf from '@tensorflow/tfjs';
    import { saveKeras, loadKeras } from 'tfjs-max-norm/keras';`;
  expect(run(['--input-type=module'], code)).toContain('loaded 2');
});
