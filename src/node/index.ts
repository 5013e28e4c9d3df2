import './fileScheme.js';

export { fileSystem } from './fileSystem.js';
