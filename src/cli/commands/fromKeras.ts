import { join } from 'node:path';
import { newModel } from '../../node/fileSystem.js';
import { createModel, replaceModel } from '../../node/writeModel.js';
import { type Command, parseCommand } from '../command.js';
import { parseTimeout, readKeras, TIMEOUT_HELP } from '../readKeras.js';
import { refuseToOverwrite, writeOutput } from '../writeOutput.js';

const help = `Usage: tfjs-max-norm from-keras IN.keras OUT_DIR [--force] [--timeout SECONDS]

Writes a model that Keras saved (a .keras file of Keras 3, or an .h5 file of
Keras 2 or 3) as a TensorFlow.js LayersModel: model.json and weights.bin. No
code in the file is run. What would mean something else in TensorFlow.js is
refused with the layer's name.

Options:
  --force           writes into OUT_DIR even if it is there
  --timeout SECONDS ${TIMEOUT_HELP}
  -h, --help        prints this`;

export const fromKeras: Command = {
  help,
  async run(args, print, kerasWorker) {
    const { values, positionals } = parseCommand(args, ['IN.keras', 'OUT_DIR'], {
      force: { type: 'boolean' },
      timeout: { type: 'string' },
    });
    const [input, output] = positionals;
    const timeout = parseTimeout(values.timeout);
    await refuseToOverwrite(output, values.force);
    const written = newModel(await readKeras('artifacts', input, timeout, kerasWorker));
    await writeOutput(
      output,
      values.force,
      (signal) => createModel(output, written, signal),
      (signal) => replaceModel(output, written, signal),
    );
    print(`Written: ${join(output, 'model.json')}`);
  },
};
