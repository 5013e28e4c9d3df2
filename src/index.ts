import './register.js';

export { Constraint } from './tfjs/constraint.js';
export { maxNorm, MaxNorm } from './maxNorm.js';
export { projectMaxNorm, unitNorms } from './projection.js';
export { registerUnitAxes, unitAxes } from './unitAxes.js';
export { enforceConstraints, releaseConstraints } from './enforce/enforceConstraints.js';
export { constrainModel } from './model/constrainModel.js';
export { projectModel } from './model/projectModel.js';
export { constrainVariable } from './enforce/constrainVariable.js';
export { withMaxNorm, WithMaxNorm } from './model/withMaxNorm.js';
export { normReport } from './monitor/normReport.js';
export { printNormReport } from './monitor/printNormReport.js';
export { normMonitor } from './monitor/normMonitor.js';
export { maxNormSchedule } from './monitor/maxNormSchedule.js';
export {
  constantSchedule,
  exponentialSchedule,
  linearSchedule,
  stepSchedule,
} from './monitor/schedules.js';

export type { MaxNormArgs, MaxNormConfig } from './maxNorm.js';
export type { Axis } from './axes.js';
export type {
  ConstrainModelOptions,
  ModelConstraint,
  SelectedWeight,
} from './model/constrainModel.js';
export type { ProjectModelOptions, ProjectedWeight } from './model/projectModel.js';
export type { WeightSelection } from './model/selectWeights.js';
export type { WithMaxNormArgs } from './model/withMaxNorm.js';
export type { NormReportOptions, NormRow } from './monitor/normReport.js';
export type { NormAdvice } from './monitor/normAdvice.js';
export type { NormFigures } from './model/normFigures.js';
export type { NormMonitorOptions } from './monitor/normMonitor.js';
export type { MaxNormTarget, Schedule } from './monitor/maxNormSchedule.js';
export type { RampArgs, StepArgs } from './monitor/schedules.js';
