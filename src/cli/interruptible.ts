const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs what cleans up after itself when it is aborted: Ctrl-C does that instead of ending the process on the spot. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const abort = (name: string): void => stop.abort(new Error(`stopped by ${name}`));
  for (const name of SIGNALS) process.once(name, abort);
  try {
    return await work(stop.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, abort);
  }
}
