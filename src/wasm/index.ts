export { enableWasmTraining } from './enableWasmTraining.js';
