import { Operation } from '../layers/operation.js';
import * as tf from '../tfjs/tf.js';
import { fields } from '../tfjs/layers.js';
import { isWithMaxNorm } from '../model/withMaxNorm.js';
import { isCopy } from './copies.js';
import { keptOf } from './kept.js';
import { containerNames } from './naming.js';
import { kerasClassOf } from './variants.js';

type Layer = tf.layers.Layer;

/** The fields of a model that its graph is read from. TensorFlow.js does not declare them. */
export interface Graph {
  layers: Layer[];
  nodesByDepth: Record<string, GraphNode[]>;
  inputLayers: Layer[];
  inputLayersNodeIndices: number[];
  inputLayersTensorIndices: number[];
  outputLayers: Layer[];
  outputLayersNodeIndices: number[];
  outputLayersTensorIndices: number[];
}

/** One call of a layer. */
export interface GraphNode {
  inboundLayers: Layer[];
  nodeIndices: number[];
  tensorIndices: number[];
  inputTensors: tf.SymbolicTensor[];
  callArgs: Record<string, unknown> | null;
}

export function graphOf(model: Layer): Graph {
  return model as unknown as Graph;
}

export function callsOf(layer: Layer): GraphNode[] {
  return layer.inboundNodes as unknown as GraphNode[];
}

export function isSequential(layer: Layer): boolean {
  return layer instanceof tf.Sequential;
}

export function isModel(layer: Layer): layer is tf.LayersModel {
  return layer instanceof tf.LayersModel;
}

/** The layer itself, where `withMaxNorm` made a layer around it: Keras has the constraint on the weight. */
export function bare(layer: Layer): Layer {
  return isWithMaxNorm(layer) ? bare(layer.layer) : layer;
}

/** Keras's name for a layer's class. */
export function kerasClass(layer: Layer): string {
  if (isModel(layer)) return isSequential(layer) ? 'Sequential' : 'Functional';
  return (keptOf(layer)?.object.class_name as string | undefined) ?? kerasClassOf(layer);
}

/** A model's layers as Keras lists them. A Sequential's input is none of its layers there. */
export function listedLayers(model: Layer): Layer[] {
  const layers = graphOf(model)
    .layers.map(bare)
    .filter((layer) => !(layer instanceof Operation) && !isCopy(layer));
  return isSequential(model)
    ? layers.filter((layer) => layer.getClassName() !== 'InputLayer')
    : layers;
}

/** The layers inside a layer, each with where Keras keeps its weights in the layer's group of the HDF5 file. */
export function innerPaths(layer: Layer): [path: string, inner: Layer][] {
  // What the caller has put here is one layer to Keras, whatever it is made of.
  if (keptOf(layer) != null) return [];
  const { cell, cells, layer: wrapped, forwardLayer, backwardLayer } = fields(layer);
  if (isModel(layer)) return container('layers', listedLayers(layer));
  if (forwardLayer != null) {
    return [
      ['forward_layer', bare(forwardLayer as Layer)],
      ['backward_layer', bare(backwardLayer as Layer)],
    ];
  }
  if (cells != null) return container('cells', (cells as Layer[]).map(bare));
  if (cell != null) return [['cell', bare(cell as Layer)]];
  if (wrapped != null) return [['layer', bare(wrapped as Layer)]];
  return [];
}

function container(path: string, layers: Layer[]): [string, Layer][] {
  const names = containerNames(layers.map(kerasClass));
  return layers.map((layer, i) => [`${path}/${names[i]}`, layer]);
}

/** A layer and all layers inside it, each with the HDF5 group of its weights. */
export function weightGroups(layer: Layer, path = ''): [group: string, layer: Layer][] {
  return [
    [path, layer],
    ...innerPaths(layer).flatMap(([inner, innerLayer]) =>
      weightGroups(innerLayer, path === '' ? inner : `${path}/${inner}`),
    ),
  ];
}
