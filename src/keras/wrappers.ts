import { fields } from '../tfjs/layers.js';
import * as tf from '../tfjs/tf.js';
import type { BuildInner } from './building.js';
import { type Config, readList, readObject } from './config.js';
import { optionsFromKeras, optionsToKeras } from './layerOptions.js';
import { rnnEntry } from './layerTable.js';
import { camel } from './naming.js';
import type { Reading } from './reading.js';
import { attempt, type Place, refuse } from './refusal.js';

type Layer = tf.layers.Layer;
type Cell = Parameters<typeof tf.layers.stackedRNNCells>[0]['cells'][number];

/** Builds a layer around others; `null` for any other layer. */
export function wrapperFromKeras(
  className: string,
  config: Config,
  base: { name: string; trainable: boolean },
  build: BuildInner,
  reading: Reading,
  place: Place,
): Layer | null {
  const rest = (...own: string[]): Config =>
    Object.fromEntries(Object.entries(config).filter(([key]) => !own.includes(key)));
  switch (className) {
    case 'TimeDistributed':
      optionsFromKeras(rest('layer'), { options: {} }, reading, place);
      return tf.layers.timeDistributed({ ...base, layer: build(config.layer, 'layer') });
    case 'Bidirectional':
      return bidirectionalFromKeras(config, base, build, reading, place);
    case 'RNN':
      return tf.layers.rnn({
        ...base,
        ...optionsFromKeras(rest('cell'), rnnEntry, reading, place),
        cell: build(config.cell, 'cell') as Cell,
      });
    case 'StackedRNNCells': {
      optionsFromKeras(rest('cells'), { options: {} }, reading, place);
      const cells = readList(config.cells, 'cells', place);
      return tf.layers.stackedRNNCells({
        ...base,
        cells: cells.map((cell) => build(cell, null) as Cell),
      });
    }
    default:
      return null;
  }
}

/** TensorFlow.js makes the backward layer of the forward one. */
function bidirectionalFromKeras(
  config: Config,
  base: { name: string; trainable: boolean },
  build: BuildInner,
  reading: Reading,
  place: Place,
): Layer {
  const { layer, backward_layer: backward, merge_mode: mergeMode, ...rest } = config;
  optionsFromKeras(rest, { options: {} }, reading, place);
  const forward = readObject(layer, 'its layer', place);
  if (backward != null) {
    const twin = readObject(backward, 'its backward_layer', place);
    const mirrored = { ...twin.config, go_backwards: !twin.config.go_backwards };
    if (twin.className !== forward.className || optionsIn(mirrored) !== optionsIn(forward.config)) {
      refuse(
        place,
        'its backward_layer has other options than its layer, and TensorFlow.js makes one of the other',
        'Give both the same options, or write the two directions as two layers',
      );
    }
  }
  const name = String(forward.config.name).replace(/^forward_/, '');
  const options: Config = { ...forward.config, name };
  // Keras forces it on in here; it shows in masked steps alone, which layers that follow the mask pass over.
  if (options.return_sequences === true) delete options.zero_output_for_mask;
  const renamed = { class_name: forward.className, config: options };
  return attempt(place, () =>
    tf.layers.bidirectional({
      ...base,
      layer: build(renamed, null) as tf.RNN,
      mergeMode: mergeMode as 'concat',
    }),
  );
}

/** A configuration without what two layers of the same options differ in, its keys in order. */
function optionsIn(config: Config): string {
  const sorted = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(
    sorted.filter(([key]) => key !== 'name' && key !== 'dtype'),
    (key, value: unknown) => (key === 'shared_object_id' ? undefined : value),
  );
}

/** The options of a layer around others; `null` for any other layer. */
export function wrapperToKeras(
  layer: Layer,
  config: Config,
  write: (layer: Layer) => Config,
  place: Place,
): Config | null {
  const inner = (name: string): Config => write(fields(layer)[name] as Layer);
  switch (layer.getClassName()) {
    case 'TimeDistributed':
      return { layer: inner('layer') };
    case 'Bidirectional':
      return { merge_mode: config.mergeMode ?? null, layer: inner('layer') };
    case 'StackedRNNCells':
      return { cells: (fields(layer).cells as Layer[]).map(write) };
    case 'RNN': {
      const own = Object.keys(rnnEntry.options).map((key) => camel(key));
      const rest = Object.fromEntries(Object.entries(config).filter(([key]) => own.includes(key)));
      return { ...optionsToKeras(rest, rnnEntry, place), cell: inner('cell') };
    }
    default:
      return null;
  }
}
