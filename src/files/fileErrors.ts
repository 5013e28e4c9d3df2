const READING: Record<string, string> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  EISDIR: 'is not a regular file',
  ENXIO: 'is not a regular file',
};

const WRITING: Record<string, string> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  EEXIST: 'it already exists',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is exceeded',
  EFBIG: 'it is larger than the file system takes',
};

/** What keeps a file from being read, naming it. */
export function readingError(path: string, error: unknown): Error {
  const known = READING[codeOf(error) ?? ''];
  return new Error(
    known == null ? `${path} cannot be read: ${oneLine(error)}.` : `${path} ${known}.`,
  );
}

/** What keeps a file or folder from being written, naming it. */
export function writingError(path: string, error: unknown): Error {
  const reason = WRITING[codeOf(error) ?? ''] ?? oneLine(error);
  return new Error(`${path} cannot be written: ${reason}.`);
}

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** The message of any error, on one line and short. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
