/** Runs a task again for what changed while it ran, once, however much that was. */
export class Latest {
  private running = false;
  private outdated = false;

  constructor(private readonly task: () => Promise<void>) {}

  async run(): Promise<void> {
    this.outdated = true;
    if (this.running) return;
    this.running = true;
    try {
      while (this.outdated) {
        this.outdated = false;
        await this.task();
      }
    } finally {
      this.running = false;
    }
  }
}
