import { Bench } from 'tinybench';

/** Of many runs, in milliseconds. */
export interface Timing {
  median: number;
  /** The quartiles. */
  low: number;
  high: number;
  runs: number;
}

/**
 * Times functions by turns, so that what else the machine does falls on all of them alike. tinybench runs one task to
 * its end before the next: it is run in short rounds instead, and the rounds' samples are put together.
 */
export function measure<Name extends string>(
  tasks: Record<Name, () => void>,
  { milliseconds, rounds }: { milliseconds: number; rounds: number },
): Record<Name, Timing> {
  const names = Object.keys(tasks) as Name[];
  const samples = new Map<string, number[]>(names.map((name) => [name, []]));
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  for (let round = 0; samples.get(names[0])!.length < rounds || elapsed() < milliseconds; round++) {
    // Fast functions need many calls until they are compiled for good.
    const isWarm = round > 0 && elapsed() > milliseconds / 5;
    const bench = new Bench({ iterations: 1, time: 0, warmup: false, retainSamples: true });
    for (const name of names) {
      // Once untimed, right before: each finds the caches as it left them itself.
      bench.add(name, tasks[name], { beforeEach: tasks[name] });
    }
    for (const task of bench.runSync()) {
      const { result } = task;
      if (result.state !== 'completed') throw new Error(`${task.name} did not run.`);
      if (isWarm) samples.get(task.name)!.push(...result.latency.samples!);
    }
  }
  return Object.fromEntries(names.map((name) => [name, timing(samples.get(name)!)])) as Record<
    Name,
    Timing
  >;
}

export function timing(samples: number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (quantile: number) => sorted[Math.round(quantile * (sorted.length - 1))];
  return { median: at(0.5), low: at(0.25), high: at(0.75), runs: sorted.length };
}
