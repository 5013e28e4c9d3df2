import './register.js';

export { maxNorm, MaxNorm } from './maxNorm.js';
export { projectMaxNorm, unitNorms } from './projection.js';
export { unitAxes } from './unitAxes.js';
export { enforceConstraints, releaseConstraints } from './enforceConstraints.js';

export type { MaxNormArgs, MaxNormConfig } from './maxNorm.js';
export type { Axis } from './axes.js';
export type { Constraint } from './constraint.js';
