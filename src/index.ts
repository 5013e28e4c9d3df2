import './register.js';

export { maxNorm, MaxNorm } from './maxNorm.js';
export { projectMaxNorm, unitNorms } from './projection.js';
export { registerUnitAxes, unitAxes } from './unitAxes.js';
export { enforceConstraints, releaseConstraints } from './enforceConstraints.js';
export { constrainModel } from './constrainModel.js';
export { projectModel } from './projectModel.js';
export { constrainVariable } from './constrainVariable.js';
export { withMaxNorm, WithMaxNorm } from './withMaxNorm.js';
export { normReport } from './normReport.js';
export { printNormReport } from './printNormReport.js';
export { normMonitor } from './normMonitor.js';
export { maxNormSchedule } from './maxNormSchedule.js';
export {
  constantSchedule,
  exponentialSchedule,
  linearSchedule,
  stepSchedule,
} from './schedules.js';

export type { MaxNormArgs, MaxNormConfig } from './maxNorm.js';
export type { Axis } from './axes.js';
export type { Constraint } from './constraint.js';
export type { ConstrainModelOptions, ModelConstraint, SelectedWeight } from './constrainModel.js';
export type { ProjectModelOptions, ProjectedWeight } from './projectModel.js';
export type { WeightSelection } from './selectWeights.js';
export type { WithMaxNormArgs } from './withMaxNorm.js';
export type { NormReportOptions, NormRow } from './normReport.js';
export type { NormAdvice } from './normAdvice.js';
export type { NormFigures } from './normFigures.js';
export type { NormMonitorOptions } from './normMonitor.js';
export type { MaxNormTarget, Schedule } from './maxNormSchedule.js';
export type { RampArgs, StepArgs } from './schedules.js';
