import * as crypto from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';

/** The name of an unfinished file or folder: its final name, and its owner. */
export interface Draft {
  name: string;
  id: string;
}

const PATTERN = /^\.(.+)-([0-9a-f]{8})-(\d+)-([0-9a-f]{16})\.tmp$/s;

const MACHINE = crypto.createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8);

/** A name that no other draft has or had, of this process or any other. */
export function newDraft(name: string): Draft {
  const id = crypto.randomBytes(8).toString('hex');
  return { name: `.${short(name)}-${MACHINE}-${process.pid}-${id}.tmp`, id };
}

/** The drafts of a name that are in a folder. */
export async function draftsOf(folder: string, name: string): Promise<Draft[]> {
  return (await fs.readdir(folder)).flatMap((entry) => {
    const found = PATTERN.exec(entry);
    return found?.[1] === short(name) ? [{ name: entry, id: found[4] }] : [];
  });
}

/** Removes the drafts of a name that killed processes left in a folder. Those of other machines may be in use. */
export async function removeAbandoned(folder: string, name: string): Promise<void> {
  for (const draft of await draftsOf(folder, name)) {
    const [, , machine, pid] = PATTERN.exec(draft.name)!;
    if (machine !== MACHINE || isRunning(Number(pid))) continue;
    await fs.rm(path.join(folder, draft.name), { recursive: true, force: true });
  }
}

/** A name of the greatest length would leave no room for the rest. */
function short(name: string): string {
  return name.slice(0, 50);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
