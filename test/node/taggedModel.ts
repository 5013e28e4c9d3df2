import type * as tf from '@tensorflow/tfjs';

/** A model whose topology and weights all hold one number: any mix of two shows. */
export function tagged(tag: number): tf.io.ModelArtifacts {
  const values = new Float32Array(50_000).fill(tag);
  return {
    modelTopology: { tag },
    weightSpecs: [{ name: 'w', shape: [values.length], dtype: 'float32' }],
    weightData: values.buffer,
  };
}

/** The number that a model holds; a mix of two is an error. */
export function tagOf({ modelTopology, weightData }: tf.io.ModelArtifacts): number {
  const { tag } = modelTopology as { tag: number };
  const values = new Float32Array(weightData as ArrayBuffer);
  if (values.length !== 50_000 || values.some((value) => value !== tag)) {
    throw new Error(`The weights hold ${values[0]}, the topology ${tag}.`);
  }
  return tag;
}
