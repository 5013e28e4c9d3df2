import { memoryOf, type WasmBackend, withScratch } from '../../kernels/wasmBackend.js';
import type { Call, Threads } from '../threads.js';
import { AT, callTaker, type Thread, type ThreadData } from './callTaker.js';
import { startThread } from './startThread.js';

/** For so long no thread may finish a call while this one waits: then one of them is taken for dead. Tests wait less. */
export const patience = { seconds: 30 };

const MOST_CALLS = 256;
const MOST_ARGUMENTS = 32;

/** How often to look before going to sleep: waking up takes longer than most waits. */
const LOOKS = 2000;

/**
 * Threads that share a backend's memory with this one, which works with them. A job is a list of calls of one routine;
 * each thread takes the next call that is left, until there is none.
 */
export class Pool implements Threads {
  private threads: Thread[] = [];
  private trouble: string | null = null;
  private readonly counters = new Int32Array(new SharedArrayBuffer(4 * AT.numCounters));
  private readonly job = new Float64Array(
    new SharedArrayBuffer(8 * (AT.calls + MOST_CALLS * MOST_ARGUMENTS)),
  );
  private readonly takeCalls: () => void;
  private readonly routines: string[];

  constructor(
    private readonly backend: WasmBackend,
    private readonly modules: WebAssembly.Module[],
    readonly count: number,
  ) {
    this.takeCalls = callTaker(this.dataOf(0));
    this.routines = modules.flatMap((module) =>
      WebAssembly.Module.exports(module).map(({ name }) => name),
    );
  }

  /** @throws If a thread does not start. */
  async start(): Promise<void> {
    const died = (reason: string) => (this.trouble = reason);
    const starts = await Promise.allSettled(
      Array.from({ length: this.count - 1 }, (_, i) => startThread(this.dataOf(i + 1), died)),
    );
    for (const start of starts) if (start.status === 'fulfilled') this.threads.push(start.value);
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed == null) return;
    throw new Error(`enableWasmTraining: a thread does not start: ${String(failed.reason)}`);
  }

  run(routine: string, calls: Call[], scratchBytes: number): void {
    withScratch(this.backend, this.count * scratchBytes, (scratch) => {
      for (let first = 0; first < calls.length; first += MOST_CALLS) {
        this.runJob(routine, calls.slice(first, first + MOST_CALLS), scratch, scratchBytes);
      }
    });
  }

  stop(): void {
    for (const thread of this.threads) thread.stop();
    this.threads = [];
  }

  private runJob(routine: string, calls: Call[], scratch: number, scratchBytes: number): void {
    const { counters, job } = this;
    this.checkTrouble();
    const index = this.routines.indexOf(routine);
    job.set([calls.length, index, calls[0].length, scratch, scratchBytes, ...calls.flat()]);
    Atomics.store(counters, AT.done, 0);
    Atomics.store(counters, AT.left, calls.length);
    Atomics.add(counters, AT.round, 1);
    Atomics.notify(counters, AT.round, calls.length - 1);
    this.takeCalls();
    this.waitFor(calls.length);
    if (Atomics.exchange(counters, AT.failed, 0) !== 0) {
      throw new Error('A WebAssembly kernel of tfjs-max-norm stopped.');
    }
  }

  private waitFor(calls: number): void {
    const done = () => Atomics.load(this.counters, AT.done);
    for (let look = 0; look < LOOKS; look++) if (done() === calls) return;
    let idle = 0;
    for (let before = done(); before < calls;) {
      const outcome = Atomics.wait(this.counters, AT.done, before, 1000);
      const now = done();
      idle = outcome === 'timed-out' && now === before ? idle + 1 : 0;
      if (idle === patience.seconds) {
        this.trouble = `no answer for ${idle} s`;
        this.stop();
        this.checkTrouble();
      }
      before = now;
    }
  }

  private checkTrouble(): void {
    if (this.trouble == null) return;
    throw new Error(
      `enableWasmTraining: a thread of the wasm backend has ended (${this.trouble}), and what it computed is lost; ` +
        'remove the backend and start it anew.',
    );
  }

  private dataOf(me: number): ThreadData {
    const { modules, counters, job } = this;
    return { modules, memory: memoryOf(this.backend)!, counters, job, me, at: AT };
  }
}
