import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../../src/node/writeFiles.js';
import { useFolder } from './savedModel.js';

const folder = useFolder();
const bytes = (text: string) => [new TextEncoder().encode(text)];
/** Fails in the middle, as a full disk does. */
const broken = [...bytes('half'), 'no bytes' as unknown as Uint8Array, Symbol() as never];

function read(name: string): string {
  return readFileSync(join(folder.path, name), 'utf8');
}

test('writes a new folder and its parents', async () => {
  await writeFiles(join(folder.path, 'a', 'b'), [
    { name: 'one', chunks: [...bytes('1'), ...bytes('2')] },
    { name: 'sub/two', chunks: bytes('3') },
  ]);
  expect(read('a/b/one')).toBe('12');
  expect(read('a/b/sub/two')).toBe('3');
  expect(readdirSync(join(folder.path, 'a'))).toEqual(['b']);
});

test('leaves nothing behind if a new folder cannot be finished', async () => {
  const target = join(folder.path, 'a', 'b');
  await expect(
    writeFiles(target, [
      { name: 'one', chunks: bytes('1') },
      { name: 'two', chunks: broken },
    ]),
  ).rejects.toThrow(`${target} cannot be written: `);
  expect(readdirSync(folder.path)).toEqual([]);
});

test('does not take away what was put beside it meanwhile', async () => {
  const target = join(folder.path, 'a', 'b', 'c');
  const chunks = bytes('1');
  // Read when the folder above is there and the file is about to be written.
  const file = {
    name: 'one',
    get chunks() {
      writeFileSync(join(folder.path, 'a', 'other'), 'kept');
      return [...chunks, Symbol() as never];
    },
  };
  await expect(writeFiles(target, [file])).rejects.toThrow('cannot be written');
  expect(readdirSync(folder.path)).toEqual(['a']);
  expect(readdirSync(join(folder.path, 'a'))).toEqual(['other']);
});

test('leaves an existing folder as it was if a file cannot be finished', async () => {
  writeFileSync(join(folder.path, 'one'), 'old');
  await expect(
    writeFiles(folder.path, [
      { name: 'one', chunks: bytes('new') },
      { name: 'two', chunks: broken },
    ]),
  ).rejects.toThrow('cannot be written');
  expect(readdirSync(folder.path)).toEqual(['one']);
  expect(read('one')).toBe('old');
});

test('puts back what it replaced if a later file has no place', async () => {
  writeFileSync(join(folder.path, 'one'), 'old');
  mkdirSync(join(folder.path, 'three'));
  await expect(
    writeFiles(folder.path, [
      { name: 'one', chunks: bytes('new') },
      { name: 'sub/two', chunks: bytes('new') },
      { name: 'three', chunks: bytes('new') },
    ]),
  ).rejects.toThrow('three in it is not a file');
  expect(readdirSync(folder.path).sort()).toEqual(['one', 'three']);
  expect(read('one')).toBe('old');
});

test('replaces files of an existing folder and keeps the others', async () => {
  writeFileSync(join(folder.path, 'one'), 'old');
  writeFileSync(join(folder.path, 'other'), 'kept');
  await writeFiles(folder.path, [{ name: 'one', chunks: bytes('new') }]);
  expect(readdirSync(folder.path).sort()).toEqual(['one', 'other']);
  expect(read('one')).toBe('new');
});

test('replaces a symbolic link, not the file behind it', async () => {
  mkdirSync(join(folder.path, 'model'));
  writeFileSync(join(folder.path, 'behind'), 'kept');
  symlinkSync('../behind', join(folder.path, 'model', 'one'));
  await writeFiles(join(folder.path, 'model'), [{ name: 'one', chunks: bytes('new') }]);
  expect(read('behind')).toBe('kept');
  expect(read('model/one')).toBe('new');
});

test('stops when it is told to, and leaves nothing behind', async () => {
  const stop = new AbortController();
  const chunks = [...bytes('1'), ...bytes('2')];
  const writing = writeFiles(join(folder.path, 'model'), [{ name: 'one', chunks }], stop.signal);
  stop.abort();
  await expect(writing).rejects.toThrow('aborted');
  expect(readdirSync(folder.path)).toEqual([]);
});

test('refuses a path that is a file', async () => {
  writeFileSync(join(folder.path, 'file'), 'kept');
  await expect(writeFiles(join(folder.path, 'file'), [])).rejects.toThrow(
    `${join(folder.path, 'file')} cannot be written: it is not a folder.`,
  );
  expect(read('file')).toBe('kept');
});

test('refuses a folder that may not be written', async () => {
  if (process.getuid?.() === 0) return;
  chmodSync(folder.path, 0o500);
  await expect(writeFiles(join(folder.path, 'model'), [])).rejects.toThrow('cannot be written');
  chmodSync(folder.path, 0o700);
  expect(existsSync(join(folder.path, 'model'))).toBe(false);
});
