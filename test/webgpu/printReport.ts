import { useBackend } from '../../examples/shared/backend.js';
import { checkBackend } from '../support/checkBackend.js';

await useBackend('webgpu');
console.log(JSON.stringify(await checkBackend('webgpu')));
