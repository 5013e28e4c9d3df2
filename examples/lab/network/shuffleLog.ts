/** How well the networks learn each shuffle: the mean accuracy on batches that they have not yet learned from. */
export class ShuffleLog {
  private readonly tasks = [new Task()];

  /** Steps of the present task. */
  get steps(): number {
    return this.tasks[this.tasks.length - 1].steps;
  }

  get count(): number {
    return this.tasks.length;
  }

  /** @param accuracies One for each network. */
  add(accuracies: number[]): void {
    this.tasks[this.tasks.length - 1].add(accuracies);
  }

  begin(): void {
    if (this.steps > 0) this.tasks.push(new Task());
  }

  /** One row for each task, the first of which is not shuffled, with one value for each network. */
  means(): number[][] {
    return this.tasks.filter(({ steps }) => steps > 0).map((task) => task.means());
  }
}

class Task {
  steps = 0;
  private sums: number[] = [];

  add(accuracies: number[]): void {
    this.steps++;
    this.sums = accuracies.map((accuracy, i) => (this.sums[i] ?? 0) + accuracy);
  }

  means(): number[] {
    return this.sums.map((sum) => sum / this.steps);
  }
}
