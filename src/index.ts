import './register.js';

export { maxNorm, MaxNorm } from './maxNorm.js';
export { projectMaxNorm, unitNorms } from './projection.js';
export { unitAxes } from './unitAxes.js';
export { enforceConstraints, releaseConstraints } from './enforceConstraints.js';
export { normReport } from './normReport.js';
export { printNormReport } from './printNormReport.js';

export type { MaxNormArgs, MaxNormConfig } from './maxNorm.js';
export type { Axis } from './axes.js';
export type { Constraint } from './constraint.js';
export type { NormReportOptions, NormRow } from './normReport.js';
export type { NormAdvice } from './normAdvice.js';
export type { NormFigures } from './normFigures.js';
