import * as tf from '@tensorflow/tfjs';
import { maxNorm, normReport, printNormReport } from '../../src/index.js';
import { denseModel } from './denseModel.js';

describe('printNormReport', () => {
  beforeAll(() => tf.setBackend('cpu'));

  test('prints a table, then the advice', async () => {
    const lines: string[] = [];
    const model = denseModel({
      kernelConstraint: maxNorm({ maxValue: 2 }),
      kernelRegularizer: 'l1l2',
    });
    await printNormReport(model, undefined, undefined, (line) => lines.push(line));
    expect(lines).toEqual([
      '_'.repeat(80),
      'Weight           Shape          c     Axis  Min   Mean  Median Max   At c  Dead',
      '='.repeat(80),
      'hidden/kernel    [2, 4]         2     0     0     0.875 0.75   2     25 %  25 %',
      '_'.repeat(80),
      'hidden/kernel: has a regularizer too: its penalty shrinks what the bound would',
      '  limit.',
    ]);
  });

  test.each([
    [0.0123, '0.012'],
    [1.23e-7, '1e-7'],
    [123.4, '123'],
    [123456, '1e+5'],
    [NaN, 'NaN'],
  ])('shows a norm of %d as %s, never cut in its middle', async (norm, text) => {
    const [row] = await normReport(denseModel(), { kernels: true });
    const lines: string[] = [];
    const figures = { ...row, min: norm };
    await printNormReport([figures], undefined, undefined, (line) => lines.push(line));
    expect(lines[3].slice(44, 50).trim()).toBe(text);
  });

  test('has room for a c of three digits and for 100 % in both columns of shares', async () => {
    const [row] = await normReport(denseModel(), { kernels: true });
    const lines: string[] = [];
    const figures = { ...row, maxValue: 0.125, atBound: 1, dead: 1 };
    await printNormReport([figures], undefined, undefined, (line) => lines.push(line));
    expect(lines[3]).toMatch(/ 0\.125 .* 100 % 100 %$/);
  });

  test('prints a report that it is given, at the positions given', async () => {
    const lines: string[] = [];
    const rows = await normReport(denseModel(), { kernels: true });
    await printNormReport(rows, 70, [10, 20, 24, 30, 37, 44, 51, 58, 65, 70], (line) =>
      lines.push(line),
    );
    expect(lines[0]).toBe('_'.repeat(70));
    expect(lines[3]).toBe('…n/kernel [2, 4]    -   0     0      1.63   0.75   5      -      25 %');
  });

  test('says so where there is no constraint', async () => {
    const lines: string[] = [];
    await printNormReport(denseModel(), undefined, undefined, (line) => lines.push(line));
    expect(lines).toContain('No weight has a constraint.');
  });
});
