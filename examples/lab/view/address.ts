import { BACKENDS, type BackendName } from '../network/backendNames.js';
import { type Settings, STORY } from '../network/settings.js';

/** What a link to the page says: settings, and the backend if one was chosen. */
export interface Place {
  settings: Settings;
  backend: BackendName | null;
}

type Key = keyof Settings;

const NAMES: Record<Key, string> = {
  architecture: 'network',
  maxValue: 'c',
  dropout: 'dropout',
  learningRate: 'rate',
  digits: 'digits',
  batchSize: 'batch',
  shuffleEvery: 'shuffle',
};

const RANGES: Record<Exclude<Key, 'architecture'>, readonly [least: number, most: number]> = {
  maxValue: [0.125, 256],
  dropout: [0, 0.9],
  learningRate: [0.001, 1],
  digits: [250, 8000],
  batchSize: [16, 64],
  shuffleEvery: [0, 1000],
};

/** The hash that stands for a place: only what is not as the page begins. */
export function toHash({ settings, backend }: Place): string {
  const query = new URLSearchParams();
  for (const key of Object.keys(NAMES) as Key[]) {
    if (settings[key] !== STORY[key]) query.set(NAMES[key], String(settings[key]));
  }
  if (backend != null) query.set('backend', backend);
  return String(query);
}

/** The place that a hash stands for; what it does not say, or says wrongly, is as the page begins. */
export function fromHash(hash: string): Place {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const settings = { ...STORY };
  const architecture = query.get(NAMES.architecture);
  if (architecture === 'mlp' || architecture === 'wide' || architecture === 'cnn') {
    settings.architecture = architecture;
  }
  for (const key of Object.keys(RANGES) as (keyof typeof RANGES)[]) {
    const value = Number(query.get(NAMES[key]) ?? NaN);
    const [least, most] = RANGES[key];
    if (value >= least && value <= most) settings[key] = value;
  }
  const backend = BACKENDS.find((name) => name === query.get('backend')) ?? null;
  return { settings, backend };
}
