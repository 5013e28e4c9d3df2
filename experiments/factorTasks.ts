import type { DigitsTask, FactorSettings } from './training/trainFactor.js';
import type { PlasticitySettings } from './training/trainPlasticity.js';

const digits = { trainDigits: 1000, batchSize: 100, decay: true, maxNormTimesInitial: null };
const dense = { ...digits, network: 'dense', epochs: 30 } as const;
const plasticity = {
  hidden: [300, 150],
  l2: 0,
  clipTimesInitial: null,
  tasks: 15,
  digitsPerTask: 1000,
  batchSize: 16,
  maxNormTimesInitial: null,
};
const momentum = { optimizer: 'momentum', momentum: 0.95, learningRate: 0.1 } as const;

/** What factors are tried on, each without a bound. */
export const factorTasks: Record<string, FactorSettings> = {
  // The network of `compare`.
  dense: { ...dense, ...momentum, dropout: false } satisfies DigitsTask,
  'dense, dropout': { ...dense, ...momentum, dropout: true } satisfies DigitsTask,
  'dense, dropout, Adam': {
    ...dense,
    dropout: true,
    optimizer: 'adam',
    learningRate: 0.003,
  } satisfies DigitsTask,
  // The network of `explode`, at the highest rate at which all of its recorded runs train, with the bound and without.
  deep: {
    ...digits,
    network: 'deep',
    dropout: false,
    optimizer: 'momentum',
    momentum: 0.9,
    learningRate: 0.2,
    epochs: 12,
  } satisfies DigitsTask,
  plasticity: {
    ...plasticity,
    optimizer: 'momentum',
    learningRate: 0.03,
  } satisfies PlasticitySettings,
  'plasticity, Adam': {
    ...plasticity,
    optimizer: 'adam',
    learningRate: 0.003,
  } satisfies PlasticitySettings,
  // The convolutional network of the example on MNIST.
  'CNN, Adam': {
    ...digits,
    network: 'cnn',
    dropout: false,
    optimizer: 'adam',
    learningRate: 0.001,
    batchSize: 50,
    epochs: 5,
  } satisfies DigitsTask,
  'Conv1D, dropout': {
    ...digits,
    network: 'conv1d',
    dropout: true,
    optimizer: 'momentum',
    momentum: 0.9,
    learningRate: 0.03,
    batchSize: 50,
    epochs: 20,
  } satisfies DigitsTask,
  'LSTM, Adam': {
    ...digits,
    network: 'lstm',
    dropout: false,
    optimizer: 'adam',
    learningRate: 0.01,
    trainDigits: 2000,
    epochs: 15,
  } satisfies DigitsTask,
};
