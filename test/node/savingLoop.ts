// A process of its own that saves models into a folder until it is killed. Each has one number everywhere.
import '@tensorflow/tfjs-backend-cpu';
import { fileSystem } from '../../src/node/fileSystem.js';
import { tagged } from './taggedModel.js';

const [folder, start] = process.argv.slice(2);
process.stdout.write('ready\n');
for (let tag = Number(start); ; tag++) {
  await fileSystem(folder).save(tagged(tag));
}
