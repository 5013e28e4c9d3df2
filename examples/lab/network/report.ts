import type { BackendName } from './backendNames.js';
import type { LayerFigures, Score } from './network.js';

/** One network, as it stands. */
export interface Figures {
  training: Score;
  validation: Score;
  layers: LayerFigures[];
}

/** The network with max-norm, then its twin without. */
export type Pair<T> = [T, T];

export interface TwinsReport {
  step: number;
  /** Milliseconds for one network. */
  stepTime: number;
  /** c. */
  maxValue: number;
  networks: Pair<Figures>;
  /** For each shuffle of the pixels, how well either network learned: 0 to 1. */
  shuffles: number[][];
  /** How many of these are over; another one may go on. */
  finished: number;
  /** Input `i` is pixel `permutation[i]`; `null` while the pixels lie as they were drawn. */
  permutation: Uint32Array | null;
}

export interface Report extends TwinsReport {
  backend: BackendName;
}
