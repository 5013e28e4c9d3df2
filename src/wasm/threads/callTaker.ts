/** Where things lie in what threads share. */
export const AT = {
  // Counters, which any thread changes.
  /** Changes when there are new calls: idle threads wait for that. */
  round: 0,
  /** Calls that nobody has taken. */
  left: 1,
  done: 2,
  failed: 3,
  numCounters: 4,

  // The job, which the thread that hands out calls writes beforehand.
  numCalls: 0,
  routine: 1,
  callLength: 2,
  scratch: 3,
  scratchBytes: 4,
  calls: 5,
};

/** What a thread gets; it works on `memory`, the backend's. */
export interface ThreadData {
  modules: WebAssembly.Module[];
  memory: WebAssembly.Memory;
  counters: Int32Array;
  /** float64 holds any address and any float32. */
  job: Float64Array;
  /** Its number: which piece of the working memory is its own. */
  me: number;
  at: typeof AT;
}

export interface Thread {
  /** Ends it, whatever it does. */
  stop(): void;
}

/**
 * A function that runs calls until none is left. Threads are sent this one as text: it takes nothing from outside, has
 * no inner names, and no syntax that builds for old engines replace by helper functions.
 */
export function callTaker(data: ThreadData): () => void {
  const { modules, memory, counters, job, me, at } = data;
  const imports = { env: { memory, abort: Function.prototype } };
  const routines = modules.flatMap((module) =>
    Object.values(new WebAssembly.Instance(module, imports).exports),
  ) as ((...args: number[]) => void)[];
  return () => {
    // Below 0 there are none, or no longer: then nobody looks at anything else.
    let call = Atomics.sub(counters, at.left, 1) - 1;
    while (call >= 0) {
      const start = at.calls + call * job[at.callLength];
      const args = Array.from(job.subarray(start, start + job[at.callLength]));
      args.push(job[at.scratch] + me * job[at.scratchBytes]);
      try {
        routines[job[at.routine]].apply(null, args);
      } catch {
        Atomics.store(counters, at.failed, 1);
      }
      const done = Atomics.add(counters, at.done, 1) + 1;
      if (done === job[at.numCalls]) Atomics.notify(counters, at.done);
      call = Atomics.sub(counters, at.left, 1) - 1;
    }
  };
}

/** What a thread runs, after `const data` has been defined and with `ready` as the function to call first. */
export const threadSource = `
  const takeCalls = (${callTaker.toString()})(data);
  ready();
  for (;;) {
    const round = Atomics.load(data.counters, data.at.round);
    takeCalls();
    Atomics.wait(data.counters, data.at.round, round);
  }
`;
