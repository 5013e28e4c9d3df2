import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const [, program] = /```js\n([^]*?)```/.exec(readme)!;

/** Runs a program in a process of its own, on the sources. */
function run(code: string): string {
  return execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

test('the program prints what README shows', () => {
  const code = program.replace("'tfjs-max-norm'", `'${join(root, 'src/index.ts')}'`);
  const [, , printed] = /prints\n\n```(\w*)\n([^]*?)```/.exec(readme)!;
  expect(run(code)).toContain(printed);
});

test('without the package its norms end as README says', () => {
  const code = program
    .replace(/import .* from 'tfjs-max-norm';/, '')
    .replace('maxNorm({', 'tf.constraints.maxNorm({')
    .replace(
      'await printNormReport(model);',
      `for (const { name, weights } of model.layers.filter(({ weights }) => weights.length > 0)) {
        console.log(name, tf.max(tf.norm(weights[0].read(), 2, 0)).dataSync()[0].toFixed(2));
      }`,
    );
  const norms = /norms of up to ([\d.]+)\s+in\s+`hidden`\s+and\s+([\d.]+)\s+in\s+`output`/.exec(
    readme,
  )!;
  expect(run(code)).toContain(`hidden ${norms[1]}\noutput ${norms[2]}\n`);
});

test('its links lead to files that the package has', () => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    files: string[];
  };
  const packed = [...files, 'LICENSE'];
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path);
  for (const path of links) {
    expect([path, existsSync(join(root, path))]).toEqual([path, true]);
    const holders = [path, dirname(path), dirname(dirname(path)), `${dirname(path)}/*.md`];
    expect([path, holders.some((holder) => packed.includes(holder))]).toEqual([path, true]);
  }
});

test.each(readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')))(
  'the links of docs/%s lead to files',
  (name) => {
    const guide = readFileSync(join(root, 'docs', name), 'utf8');
    const links = [...guide.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) => path);
    expect(links.filter((path) => !existsSync(join(root, 'docs', path)))).toEqual([]);
  },
);
