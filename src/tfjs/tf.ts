/**
 * TensorFlow.js as this package uses it: core and layers, which an application of core, layers and one backend has too.
 *
 * @module
 */
export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-layers';
