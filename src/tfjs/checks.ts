import { refuseType } from '../checks.js';
import { Constraint } from './constraint.js';
import { allLayers, isDisposed } from './layers.js';
import * as tf from './tf.js';

/** Checks of arguments of TensorFlow.js's own classes. */

/** A float32 tensor that is not disposed. */
export function checkWeight(
  caller: string,
  name: string,
  value: unknown,
): asserts value is tf.Tensor {
  if (!(value instanceof tf.Tensor)) {
    refuseForeign(caller, name, value, 'dataId');
    refuseType(caller, name, 'a tf.Tensor', value);
  }
  refuseDisposed(caller, name, value.isDisposed);
  if (value.dtype !== 'float32') {
    throw new TypeError(`${caller}: ${name} must be of dtype float32, got ${value.dtype}.`);
  }
}

export function checkVariable(
  caller: string,
  name: string,
  value: unknown,
): asserts value is tf.Variable {
  if (!(value instanceof tf.Variable)) {
    if (!(value instanceof tf.Tensor)) refuseForeign(caller, name, value, 'dataId');
    refuseType(caller, name, 'a tf.Variable', value);
  }
  refuseDisposed(caller, name, value.isDisposed);
}

/** A layer or model of the TensorFlow.js that this package has loaded. */
export function checkModel(
  caller: string,
  name: string,
  value: unknown,
): asserts value is tf.layers.Layer {
  if (!(value instanceof tf.layers.Layer)) {
    refuseForeign(caller, name, value, 'getClassName');
    refuseType(caller, name, 'a tf.LayersModel or a layer', value);
  }
  refuseDisposed(caller, name, [...allLayers(value)].some(isDisposed));
}

export function checkLayersModel(
  caller: string,
  name: string,
  value: unknown,
): asserts value is tf.LayersModel {
  if (!(value instanceof tf.LayersModel)) {
    if (!(value instanceof tf.layers.Layer)) refuseForeign(caller, name, value, 'getClassName');
    refuseType(caller, name, 'a tf.LayersModel', value);
  }
  checkModel(caller, name, value);
}

export function checkConstraint(
  caller: string,
  name: string,
  value: unknown,
): asserts value is Constraint {
  if (value instanceof Constraint) return;
  refuseUncalled(caller, name, value);
  if (!(value instanceof tf.serialization.Serializable)) {
    refuseForeign(caller, name, value, 'getClassName');
  }
  refuseType(caller, name, 'a constraint such as maxNorm({ maxValue: 2 })', value);
}

/**
 * A constraint that a layer gives to `addWeight`. TensorFlow.js only calls its `apply`; a function has an `apply` too,
 * but a different one.
 */
export function checkLayerConstraint(caller: string, name: string, value: object): void {
  refuseUncalled(caller, name, value);
  if (typeof (value as Partial<Constraint>).apply === 'function') return;
  refuseType(caller, name, 'a constraint such as maxNorm({ maxValue: 2 })', value);
}

/** The usual mistake: `kernelConstraint: maxNorm`. */
function refuseUncalled(caller: string, name: string, value: unknown): void {
  if (typeof value !== 'function') return;
  throw new TypeError(
    `${caller}: ${name} must be a constraint, got a function that was not called: write maxNorm({ maxValue: 2 }).`,
  );
}

function refuseDisposed(caller: string, name: string, disposed: boolean): void {
  if (disposed) throw new RangeError(`${caller}: ${name} must not be disposed, got one that is.`);
}

/** @param mark What an object of this kind has, whichever copy of TensorFlow.js it comes from. */
function refuseForeign(caller: string, name: string, value: unknown, mark: string): void {
  if (typeof value !== 'object' || value === null || !(mark in value)) return;
  throw new TypeError(
    `${caller}: ${name} must be of the copy of TensorFlow.js that tfjs-max-norm has loaded, got one of another copy. ` +
      'List them with `npm ls @tensorflow/tfjs-core @tensorflow/tfjs-layers`, then make them one: `npm dedupe`.',
  );
}
