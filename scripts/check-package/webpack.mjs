import { NPM_INSTALL, newProject } from './project.mjs';

/** Bundles all of it for browsers. */
export function webpack(tarball, folder) {
  const { run } = newProject('webpack', folder, tarball, ['@tensorflow/tfjs', 'fflate', 'h5wasm']);
  run('install', NPM_INSTALL);
  const cli = ['npx', '-y', '-p', 'webpack@5', '-p', 'webpack-cli@7', 'webpack'];
  for (const entry of ['root', 'keras', 'layers']) {
    const options = ['--mode', 'development', '--entry', `./registers/${entry}.js`];
    run(entry, [...cli, ...options]);
  }
}
