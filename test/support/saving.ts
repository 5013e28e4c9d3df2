import * as tf from '@tensorflow/tfjs';

/** What a saved model's files hold: its JSON, read anew, and its weights' bytes. */
export async function save(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((saved) => {
      artifacts = saved;
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' },
      });
    }),
  );
  return {
    modelTopology: JSON.parse(JSON.stringify(artifacts!.modelTopology)) as object,
    weightSpecs: artifacts!.weightSpecs,
    weightData: artifacts!.weightData,
  };
}

let another: typeof tf | undefined;

/** Another copy of TensorFlow.js, as a nested node_modules gives one. */
export function anotherTfjs(): typeof tf {
  if (another != null) return another;
  const warn = jest.spyOn(console, 'warn').mockImplementation(); // its backends are registered already
  jest.isolateModules(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a second copy
    another = require('@tensorflow/tfjs') as typeof tf;
  });
  warn.mockRestore();
  return another!;
}
