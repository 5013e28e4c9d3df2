import { summarize } from '../../examples/shared/statistics.js';
import { factor } from '../../experiments/factor.js';
import { factorTasks } from '../../experiments/factorTasks.js';
import { excessesOf, FACTORS, failures } from '../../experiments/factorVerdict.js';
import type { FactorResult } from '../../experiments/training/trainFactor.js';
import { expectDrawn, guide, inOrder, runsOf, section, table } from './recordedRuns.js';

const TASKS = Object.keys(factorTasks);
const text = section('## factor');
const runs = inOrder(factor.plan('quick').variants, runsOf(factor));
const found = excessesOf(TASKS, runs);

test('its table says what the recorded runs come to', () => {
  const shown = table(text, 'loss beyond the best, %');
  const expected = found.map(({ task, best, excesses }) => ({
    'loss beyond the best, %': task,
    best: String(best),
    ...Object.fromEntries(
      excesses.map(({ factor, mean, low, high }) => [
        String(factor ?? 'none'),
        factor === best ? '0' : `${mean.toFixed(1)} (${low!.toFixed(1)} to ${high!.toFixed(1)})`,
      ]),
    ),
  }));
  expect(shown).toEqual(expected);
  expect(shown).toHaveLength(TASKS.length);
});

test('says on how many tasks each factor is not known to be good', () => {
  const counts = FACTORS.map((one) => failures(one, TASKS, found).length);
  expect(text.replace(/\s+/g, ' ')).toContain(
    `${counts.slice(0, -1).join(', ')} and ${counts[counts.length - 1]} of the nine`,
  );
});

function meanOf(variant: string, of: (result: FactorResult) => number, from = 1): number {
  return summarize(
    runs
      .filter((run) => run.variant === variant && run.seed >= from)
      .map(({ result }) => of(result)),
  ).mean;
}

function error(variant: string): string {
  return meanOf(variant, (result) => result.error, 4).toFixed(1);
}

test('the errors and shares at the bound in the text are those of the recorded runs', () => {
  const bound = (variant: string) => meanOf(variant, (result) => 100 * result.atBound!).toFixed(0);
  const words = text.replace(/\s+/g, ' ');
  expect(words).toContain(`from ${error('dense: 0.5 x')} to ${error('dense: 2 x')} %`);
  expect(words).toContain(`at 2, ${bound('LSTM, Adam: 2 x')} % of its units`);
  expect(words).toContain(
    `${bound('CNN, Adam: 1.41 x')} and ${bound('Conv1D, dropout: 1.41 x')} % of their units`,
  );
  const worst = FACTORS.map((one) =>
    Math.max(
      ...found.map(({ excesses }) => excesses.find(({ factor }) => factor === one)!.mean),
    ).toFixed(0),
  ).map(Number);
  expect(words).toContain(`${Math.min(...worst)} to ${Math.max(...worst)} % more loss`);
});

test('the time that it took is that of the recorded runs', () => {
  const [, seconds] = /([\d,]+) s\s+of\s+training\s+in\s+all/.exec(text)!;
  const sum = runs.reduce((all, run) => all + run.seconds, 0);
  expect(Number(seconds.replace(',', ''))).toBe(Math.round(sum));
});

test('its pictures are drawn from the recorded runs', () => {
  for (const [name, picture] of Object.entries(factor.pictures(runs))) {
    expectDrawn(picture, text, `images/experiments/${name}.svg`);
  }
});

test('docs/choosing-c.md says the same', () => {
  const words = guide.replace(/\s+/g, ' ');
  const excess = (task: string, factor: number | null) =>
    found.find((one) => one.task === task)!.excesses.find((one) => one.factor === factor)!;
  const counts = FACTORS.map((one) => failures(one, TASKS, found).length);
  expect(words).toContain(
    `fail on ${counts.slice(0, -1).join(', ')} and ${counts[counts.length - 1]} tasks`,
  );
  const free = excess('dense', null);
  expect(words).toContain(`${free.mean.toFixed(0)} % higher without a bound`);
  expect(words).toContain(`(${free.low!.toFixed(0)} to ${free.high!.toFixed(0)} %, five pairs)`);
  expect(words).toContain(`${error('dense: none')} % without, ${error('dense: 0.5 x')} % with`);
  expect(words).toContain(`the loss is ${excess('LSTM, Adam', 1).mean.toFixed(0)} % higher`);
  expect(words).toContain(`the loss is ${excess('dense', 1).mean.toFixed(0)} % higher`);
  expect(words).toContain(
    `${error('dense: 0.5 x')} % at half, ${error('dense: 1 x')} % at the initial norm`,
  );
  const { mean, low, high } = excess('dense, dropout', 1);
  expect(words).toContain(
    `${mean.toFixed(1)} % behind (${low!.toFixed(1)} to ${high!.toFixed(1)})`,
  );
});
