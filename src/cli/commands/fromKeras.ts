import { join } from 'node:path';
import '../../register.js';
import { fileSystem } from '../../node/fileSystem.js';
import { type Command, parseCommand } from '../command.js';
import { refuseToOverwrite } from '../refuseToOverwrite.js';
import { useCpu } from '../useCpu.js';

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
    refuseToOverwrite(output, values.force);
    await useCpu();
    const { loadKeras } = await import('../../keras/loadKeras.js');
    const model = await loadKeras(input, { training: false });
    await model.save(fileSystem(output));
    print(`Written: ${join(output, 'model.json')}`);
  },
};
