const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a function that cleans up when it is aborted, and aborts it on Ctrl-C instead of ending the process at once. */
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
