export type Architecture = 'mlp' | 'wide' | 'cnn';

/** What a visitor chooses; the networks with and without max-norm differ in nothing else than the bound. */
export interface Settings {
  architecture: Architecture;
  /** c. */
  maxValue: number;
  /** The rate after each hidden layer. */
  dropout: number;
  learningRate: number;
  /** How many digits to train on. */
  digits: number;
  batchSize: number;
  /** Steps between two shuffles of the pixels; 0 leaves shuffling to the visitor. */
  shuffleEvery: number;
}

/** Those that act on the networks as they are; the others need new ones. */
export type Adjustable = 'maxValue' | 'dropout' | 'learningRate' | 'shuffleEvery';

/** A rate at which a free network comes apart within seconds, and a c that holds its twin. */
export const STORY: Settings = {
  architecture: 'mlp',
  maxValue: 0.5,
  dropout: 0,
  learningRate: 0.4,
  digits: 1000,
  batchSize: 64,
  shuffleEvery: 0,
};
