import * as tf from '../tfjs/tf.js';
import '../register.js';
import { oneLine } from '../files/fileErrors.js';
import { assignUnprojected } from '../enforce/enforcement.js';
import { modelArtifacts } from '../node/modelFiles.js';
import { variableOf } from '../tfjs/layers.js';
import { limitWeights } from './limitWeights.js';
import { type StoredModel, type StoredWeight, decodeStoredWeight } from './storedModel.js';

/** A LayersModel, and where each of its weights is stored. */
export interface StoredLayers {
  model: tf.LayersModel;
  stored: Map<tf.LayerVariable, StoredWeight>;
}

/**
 * Builds a stored LayersModel with its weights as they are in the files. Its constraints are not applied, so that the
 * norms are those that were saved.
 *
 * @throws If TensorFlow.js cannot build the model; the error names its file.
 */
export async function loadStoredLayers(storedModel: StoredModel): Promise<StoredLayers> {
  const { files, weightBytes, weights } = storedModel;
  const artifacts = await modelArtifacts(files, weightBytes);
  // Nothing is trained, and an optimizer or a loss may be unknown here.
  delete artifacts.trainingConfig;
  const valuesHeld = weights.reduce((sum, { spec }) => sum + tf.util.sizeFromShape(spec.shape), 0);
  let model: tf.LayersModel;
  try {
    model = await limitWeights(valuesHeld, () =>
      tf.loadLayersModel({ load: () => Promise.resolve(artifacts) }),
    );
  } catch (error) {
    throw new Error(`${files.path} cannot be loaded: ${oneLine(error)}.`);
  }
  const byName = new Map(model.weights.map((weight) => [weight.originalName, weight]));
  const stored = new Map<tf.LayerVariable, StoredWeight>();
  for (const weight of weights) {
    if (weight.spec.group === 'optimizer') continue;
    const { name } = weight.spec;
    const variable = byName.get(name) ?? byName.get(withoutCell(name));
    if (variable == null) continue;
    stored.set(variable, weight);
    restore(variable, weight);
  }
  return { model, stored };
}

/** Since TensorFlow 2.2 Keras writes `lstm/lstm_cell/kernel` for `lstm/kernel`; TensorFlow.js takes both. */
function withoutCell(name: string): string {
  const parts = name.split('/');
  return [...parts.slice(0, -2), ...parts.slice(-1)].join('/');
}

function restore(weight: tf.LayerVariable, storedWeight: StoredWeight): void {
  const value = decodeStoredWeight(storedWeight);
  assignUnprojected(variableOf(weight), value);
  value.dispose();
}
