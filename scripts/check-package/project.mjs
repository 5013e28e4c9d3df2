import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const versions = { ...dependencies, ...devDependencies };
const files = fileURLToPath(new URL('project', import.meta.url));

export const NPM_INSTALL = ['npm', 'install', '--ignore-scripts', '--loglevel=error'];

/**
 * An empty project with the files of `project/`, which depends on the tarball and on packages in the versions that this
 * repository has. Returns a function that runs a command in it.
 */
export function newProject(title, folder, tarball, packages) {
  const cwd = join(folder, title.replace(/\W+/g, '-'));
  mkdirSync(cwd);
  cpSync(files, cwd, { recursive: true });
  const pinned = packages.map((name) => {
    if (!(name in versions)) throw new Error(`${name} is not in package.json.`);
    return [name, versions[name]];
  });
  const manifest = {
    name: 'empty',
    private: true,
    type: 'module',
    dependencies: { ...Object.fromEntries(pinned), 'tfjs-max-norm': `file:${tarball}` },
  };
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest));
  return {
    cwd,
    run(step, command, options = {}) {
      console.log(`\n== ${title}: ${step}`);
      execFileSync(command[0], command.slice(1), { cwd, stdio: 'inherit', ...options });
    },
  };
}
