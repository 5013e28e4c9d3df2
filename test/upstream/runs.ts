import type { Variant } from './bundle.js';
import type { Results } from './results.js';
import { runVariant, type Backend } from './runVariant.js';

export interface Job {
  backend: Backend;
  variant: Variant;
}

/** The runs so far. */
export class Runs {
  private readonly results = new Map<string, Results[]>();

  of({ backend, variant }: Job): Results[] {
    return [...(this.results.get(`${backend} ${variant}`) ?? [])];
  }

  /** Runs the jobs, two at a time, until each of them was run so often. */
  async run(jobs: Job[], times: number): Promise<void> {
    const queue = jobs
      .flatMap((job) => Array.from({ length: times - this.of(job).length }, () => job))
      .values();
    const work = async () => {
      for (const { backend, variant } of queue) {
        const results = await runVariant(backend, variant);
        this.results.set(`${backend} ${variant}`, [...this.of({ backend, variant }), results]);
      }
    };
    await Promise.all([work(), work()]);
  }
}
