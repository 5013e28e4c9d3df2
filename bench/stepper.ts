import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The milliseconds of a step without, and of one with the constraint. */
export type Pair = [free: number, constrained: number];

/** A process that waits until it is asked for steps. */
export interface Stepper {
  title: string;
  /** Those that the machine's line does not name. */
  versions?: string;
  steps(count: number): Promise<Pair[]>;
  stop(): void;
}

/** Starts a process that writes its title, and versions, as JSON, then answers each number of steps with their pairs. */
export async function startStepper(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Stepper> {
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  let complaints = '';
  child.on('error', (error) => (complaints += error.message));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    if (line.done) throw new Error(`${command} ${args.join(' ')} ended early:\n${complaints}`);
    return JSON.parse(line.value) as unknown;
  };
  const [title, versions] = (await next()) as [string, string?];
  return {
    title,
    versions,
    async steps(count) {
      child.stdin.write(`${count}\n`);
      return (await next()) as Pair[];
    },
    stop: () => child.kill(),
  };
}
