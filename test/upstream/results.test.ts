import { addResult, differences, passed, type Results } from './results.js';

function results(statuses: Record<string, string>): Results {
  return new Map(Object.entries(statuses).map(([name, status]) => [name, { status }]));
}

describe('differences between runs of stock and of the package', () => {
  it('are tests that pass in all runs of one and in none of the other', () => {
    const stock = results({ kept: 'passed', lost: 'passed', gained: 'failed', bad: 'failed' });
    const ours = results({ kept: 'passed', lost: 'failed', gained: 'passed', bad: 'failed' });
    expect(differences([stock, stock], [ours, ours])).toEqual({
      lost: ['lost'],
      gained: ['gained'],
    });
  });

  it('are not tests that fail now and then', () => {
    const passes = results({ test: 'passed' });
    const fails = results({ test: 'failed' });
    const none = { lost: [], gained: [] };
    expect(differences([passes, passes, passes], [fails, passes, fails])).toEqual(none);
    expect(differences([passes, fails, passes], [fails, fails, fails])).toEqual(none);
    expect(differences([fails, fails, passes], [passes, passes, passes])).toEqual(none);
  });

  it('count a test that no longer runs, or is skipped, as lost', () => {
    const stock = results({ gone: 'passed', skipped: 'passed' });
    const ours = results({ skipped: 'pending' });
    expect(differences([stock], [ours]).lost).toEqual(['gone', 'skipped']);
  });
});

describe('results', () => {
  it('keep two tests of the same name apart', () => {
    const twice: Results = new Map();
    for (const status of ['passed', 'failed', 'passed']) addResult(twice, 'same', { status });
    expect([...twice.keys()]).toEqual(['same', 'same (2)', 'same (3)']);
    expect(passed(twice)).toEqual(['same', 'same (3)']);
  });
});
