import { checkFunction, checkPositiveInteger, refuseType, refuseValue } from '../checks.js';
import { show } from '../show.js';
import { checkModel } from '../tfjs/checks.js';
import type * as tf from '../tfjs/tf.js';
import { type NormRow, normReport } from './normReport.js';

const HEADER = ['Weight', 'Shape', 'c', 'Axis', 'Min', 'Mean', 'Median', 'Max', 'At c', 'Dead'];
const LINE_LENGTH = 80;
/** Where each column ends, as a share of the line. */
const POSITIONS = [17, 32, 38, 44, 50, 56, 63, 69, 75, 80].map((end) => end / LINE_LENGTH);

/**
 * Prints a {@link normReport} as a table, in the manner of `model.summary()`: a line for each constrained weight, then
 * what the figures suggest.
 *
 * @param model A model or a layer; or a report, of kernels without a constraint say: `normReport(model, { kernels: true })`.
 * @param lineLength The length of a line. `@default 80`
 * @param positions Where each of the 10 columns ends: as shares of the line, or in characters.
 * @param printFn Called with each line. `@default console.log`
 * @throws {TypeError} If `model` is neither a layer or model of the TensorFlow.js that this package has loaded nor a
 *   report, or another argument is of the wrong type.
 * @throws {RangeError} If `model` is disposed, `lineLength` is not a positive integer, or `positions` are not 10 that ascend.
 *
 * @example
 * ```ts
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ units: 64, inputShape: [10], kernelConstraint: maxNorm({ maxValue: 2 }) }));
 * await printNormReport(model);
 * ```
 */
export async function printNormReport(
  model: tf.layers.Layer | NormRow[],
  lineLength = LINE_LENGTH,
  positions: number[] = POSITIONS,
  printFn: (line: string) => void = console.log,
): Promise<void> {
  if (!isReport(model)) checkModel('printNormReport', 'model', model);
  checkPositiveInteger('printNormReport', 'lineLength', lineLength);
  checkPositions(positions);
  checkFunction('printNormReport', 'printFn', printFn);
  const rows = isReport(model) ? model : await normReport(model);
  const isRelative = positions[positions.length - 1] <= 1;
  const ends = isRelative ? positions.map((share) => Math.floor(lineLength * share)) : positions;
  printFn('_'.repeat(lineLength));
  printFn(line(HEADER, ends));
  printFn('='.repeat(lineLength));
  for (const row of rows) printFn(line(cells(row), ends));
  if (rows.length === 0) printFn('No weight has a constraint.');
  printFn('_'.repeat(lineLength));
  for (const { layer, weight, advice } of rows) {
    for (const { message } of advice) {
      wrap(`${layer}/${weight}: ${message}`, lineLength).forEach((part) => printFn(part));
    }
  }
}

function isReport(value: unknown): value is NormRow[] {
  const isRow = (row: Partial<NormRow> | null | undefined): boolean =>
    typeof row?.layer === 'string' && Array.isArray(row.axis) && Array.isArray(row.advice);
  return Array.isArray(value) && Array.from(value as NormRow[]).every(isRow);
}

function checkPositions(positions: unknown): void {
  const accepted = `a list of ${HEADER.length} positive numbers that ascend`;
  const list = Array.isArray(positions) ? Array.from<unknown>(positions) : [undefined];
  if (!list.every((end) => typeof end === 'number')) {
    refuseType('printNormReport', 'positions', accepted, positions);
  }
  const ascends = list.every((end, i) => end > (list[i - 1] ?? 0) && end < Infinity);
  if (list.length !== HEADER.length || !ascends) {
    refuseValue('printNormReport', 'positions', accepted, positions);
  }
}

function cells(row: NormRow): string[] {
  const { min, mean, median, max } = row;
  return [
    `${row.layer}/${row.weight}`,
    show(row.shape),
    row.maxValue == null ? '-' : short(row.maxValue),
    row.axis.join(','),
    ...[min, mean, median, max].map(short),
    row.atBound == null ? '-' : percent(row.atBound),
    percent(row.dead),
  ];
}

/** Three digits, or as many as fit a column of five characters: a number that is cut off would be another number. */
function short(value: number): string {
  const texts = [3, 2, 1].map((digits) => String(Number(value.toPrecision(digits))));
  return texts.find(({ length }) => length <= 5) ?? value.toExponential(0);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/**
 * Cuts off what is longer than its column, as `model.summary()` does; names at their start, because their end tells
 * more.
 */
function line(columns: string[], ends: number[]): string {
  let text = '';
  columns.forEach((column, i) => {
    const gap = i === columns.length - 1 ? 0 : 1;
    const width = Math.max(ends[i] - text.length - gap, 0);
    const isCut = column.length > width;
    const shown = i === 0 && isCut ? `\u2026${column.slice(1 - width)}` : column.slice(0, width);
    text += `${shown.padEnd(width)} `;
  });
  return text.trimEnd();
}

/** In lines of at most `length` characters, unless a word is longer; all but the first are indented. */
function wrap(text: string, length: number): string[] {
  const [first, ...words] = text.split(' ');
  const lines = [first];
  for (const word of words) {
    const last = lines[lines.length - 1];
    if (last.length + 1 + word.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}
