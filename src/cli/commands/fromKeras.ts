import { join } from 'node:path';
import '../../register.js';
import * as tf from '../../tfjs/tf.js';
import { newModel } from '../../node/fileSystem.js';
import { createModel, replaceModel } from '../../node/writeModel.js';
import { type Command, parseCommand } from '../command.js';
import { useCpu } from '../useCpu.js';
import { refuseToOverwrite, writeOutput } from '../writeOutput.js';

const help = `Usage: tfjs-max-norm from-keras IN.keras OUT_DIR [--force]

Writes a model that Keras saved (a .keras file of Keras 3, or an .h5 file of Keras 2 or 3) as a TensorFlow.js
LayersModel: model.json and weights.bin. No code in the file is run. What would mean something else in TensorFlow.js is
refused with the layer's name.

Options:
  --force       writes into OUT_DIR even if it is there
  -h, --help    prints this`;

export const fromKeras: Command = {
  help,
  async run(args, print) {
    const { values, positionals } = parseCommand(args, ['IN.keras', 'OUT_DIR'], {
      force: { type: 'boolean' },
    });
    const [input, output] = positionals;
    await refuseToOverwrite(output, values.force);
    await useCpu();
    const { loadKeras } = await import('../../keras/loadKeras.js');
    const model = await loadKeras(input, { training: false });
    const written = newModel(await artifactsOf(model));
    await writeOutput(
      output,
      values.force,
      (signal) => createModel(output, written, signal),
      (signal) => replaceModel(output, written, signal),
    );
    print(`Written: ${join(output, 'model.json')}`);
  },
};

async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler((saved) => {
      artifacts = saved;
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) });
    }),
  );
  return artifacts;
}
