/**
 * TensorFlow.js as this package uses it: core and layers, which an application of core, layers and one backend has too.
 * The names from layers are listed, because a bundler that leaves both packages out cannot tell which of them exports a
 * name.
 *
 * @module
 */
export * from '@tensorflow/tfjs-core';
export {
  constraints,
  CustomCallback,
  initializers,
  layers,
  LayersModel,
  LayerVariable,
  loadLayersModel,
  model,
  RNN,
  Sequential,
  sequential,
  SymbolicTensor,
} from '@tensorflow/tfjs-layers';
export type { Shape } from '@tensorflow/tfjs-layers';
