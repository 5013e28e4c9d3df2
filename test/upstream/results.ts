export interface Result {
  status: string;
  message?: string;
}

/** How each test went, by name, in the order in which they ran. */
export type Results = Map<string, Result>;

export interface Differences {
  /** Passed in every run of stock, and in no run of ours. */
  lost: string[];
  /** Passed in no run of stock, and in every run of ours. */
  gained: string[];
}

export function passed(results: Results): string[] {
  return [...results.keys()].filter((name) => passes(results, name));
}

export function differences(stock: Results[], ours: Results[]): Differences {
  const names = [...new Set([...stock, ...ours].flatMap((results) => [...results.keys()]))];
  const changed = (before: Results[], after: Results[]) =>
    names.filter(
      (name) =>
        before.every((results) => passes(results, name)) &&
        !after.some((results) => passes(results, name)),
    );
  return { lost: changed(stock, ours), gained: changed(ours, stock) };
}

/** Adds a result; a second test of the same name gets a number. */
export function addResult(results: Results, name: string, result: Result): void {
  let unique = name;
  for (let i = 2; results.has(unique); i++) unique = `${name} (${i})`;
  results.set(unique, result);
}

function passes(results: Results, name: string): boolean {
  return results.get(name)?.status === 'passed';
}
