import '../register.js';

export { loadKeras } from './loadKeras.js';
export { saveKeras } from './saveKeras.js';

export type { LoadKerasOptions } from './loadKeras.js';
export type { SaveKerasOptions } from './saveKeras.js';
