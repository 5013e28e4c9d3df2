// Draws README's badges from package.json, so that no page waits for a service. Usage: npm run badges [-- FOLDER]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBadge } from 'badge-maker';

const [folder = 'docs/images/badges'] = process.argv.slice(2);
const { engines, license, peerDependencies, version } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const badges = {
  version: { label: 'version', message: version },
  license: { label: 'license', message: license },
  tensorflowjs: { label: 'TensorFlow.js', message: peerDependencies['@tensorflow/tfjs-core'] },
  node: { label: 'Node', message: engines.node },
  types: { label: 'types', message: 'included' },
};
mkdirSync(folder, { recursive: true });
for (const [name, badge] of Object.entries(badges)) {
  writeFileSync(join(folder, `${name}.svg`), `${makeBadge({ ...badge, color: '#0072b2' })}\n`);
}
