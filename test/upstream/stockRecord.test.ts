import { passed, type Results } from './results.js';
import { recall, recordOf } from './stockRecord.js';

function run(...statuses: string[]): Results {
  return new Map(statuses.map((status, i) => [`test ${i}`, { status }]));
}

describe('the record of stock', () => {
  const first = run('passed', 'failed', 'pending', 'failed');
  const second = run('passed', 'failed', 'pending', 'passed');
  const record = recordOf([first, second]);

  it('gives back what passed in any of its runs', () => {
    const recalled = recall(record, [...first.keys()]);
    expect(recalled && [...recalled]).toEqual([
      ['test 0', { status: 'passed' }],
      ['test 1', { status: 'failed' }],
      ['test 2', { status: 'pending' }],
      ['test 3', { status: 'passed' }],
    ]);
    expect(recalled && passed(recalled)).toEqual(['test 0', 'test 3']);
  });

  it('does not answer for other tests', () => {
    expect(recall(record, ['test 0', 'test 1', 'test 2'])).toBeUndefined();
    expect(recall(record, ['test 0', 'test 1', 'test 2', 'test 4'])).toBeUndefined();
  });
});
