import '../register.js';
import '../layers/register.js';

export { loadKeras } from './loadKeras.js';
export { saveKeras } from './saveKeras.js';

export type { LoadKerasOptions } from './loadKeras.js';
export type { LayerMaker } from './ownLayer.js';
export type { SaveKerasOptions } from './saveKeras.js';
export type { StoredWeight } from './storedWeight.js';
