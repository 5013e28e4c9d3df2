import type { Mnist } from '../examples/shared/mnist/load.js';
import type { Picture } from './chart/picture.js';

/** `quick` ends in two minutes on two cores, but for `factor`; `full` takes hours and full MNIST. */
export type Scale = 'quick' | 'full';

/** One way of training among those that are compared. Its settings are all that its result depends on, but the seed. */
export interface Variant<Settings> {
  name: string;
  settings: Settings;
  /** The name of the variant that it is compared with. */
  against?: string;
  /** How many of the plan's seeds it takes. @default all */
  seeds?: number;
}

/** A grid of variant x seed. */
export interface Plan<Settings> {
  variants: Variant<Settings>[];
  seeds: number[];
}

export interface RunContext {
  seed: number;
  mnist: Mnist;
  /** Where a long run may keep what it needs to go on after an interruption. */
  checkpoint: string;
  /** Tells how much of the run is done, from 0 to 1. */
  progress: (share: number) => void;
}

/** A number that a run comes to; `null` where it has none. */
export interface Metric<Result> {
  name: string;
  unit: string;
  decimals: number;
  of: (result: Result) => number | null;
}

/** A run's result is kept as JSON: plain objects, arrays, numbers and texts. */
export interface FinishedRun<Settings, Result> {
  variant: string;
  seed: number;
  settings: Settings;
  result: Result;
}

export interface Experiment<Settings extends object, Result extends object> {
  name: string;
  /** What it shows, in one line. */
  about: string;
  plan(scale: Scale): Plan<Settings>;
  train(settings: Settings, context: RunContext): Promise<Result>;
  /** The first is the one that variants are compared by. */
  metrics: Metric<Result>[];
  /** By file name, without `.svg`. */
  pictures(runs: FinishedRun<Settings, Result>[]): Record<string, Picture>;
  /** Lines to print below the table. */
  remarks?(runs: FinishedRun<Settings, Result>[]): string[];
}
