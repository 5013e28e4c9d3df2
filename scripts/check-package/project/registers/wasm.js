import { enableWasmTraining } from 'tfjs-max-norm/wasm';

console.log(await enableWasmTraining({ threads: 2 }));
