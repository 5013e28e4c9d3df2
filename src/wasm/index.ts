export { enableWasmTraining } from './enableWasmTraining.js';
export type { WasmTraining, WasmTrainingOptions } from './enableWasmTraining.js';
