import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { useFolder } from '../support/useFolder.js';

const root = resolve(__dirname, '../..');
const committed = join(root, 'docs/images/badges');
const folder = useFolder();

test("README's badges say what package.json says; npm run badges draws them anew", () => {
  execFileSync('node', ['scripts/badges.mjs', folder.path], { cwd: root });
  const names = readdirSync(folder.path).sort();
  expect(readdirSync(committed).sort()).toEqual(names);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const name of names) {
    const svg = readFileSync(join(folder.path, name), 'utf8');
    expect(readFileSync(join(committed, name), 'utf8')).toBe(svg);
    const [, label, message] = /<title>(.+): (.+)<\/title>/.exec(svg)!;
    const text = `${label} ${message.replace('&gt;', '>')}`.toLowerCase();
    const alt = new RegExp(`!\\[([^\\]]+)\\]\\(docs/images/badges/${name}\\)`).exec(readme)?.[1];
    expect([name, alt?.toLowerCase()]).toEqual([name, text]);
  }
});
