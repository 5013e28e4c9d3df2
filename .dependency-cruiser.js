/** The floors of src, lowest first: a file imports from its own floor and from those below, never from above. */
const floors = [
  [
    'what is known of TensorFlow.js and of files, and checks',
    'src/(tfjs/|files/|checks|show|axes|version)',
  ],
  ['which axes, and what the projection is', 'src/(unitAxes|projection|kernels/)'],
  ['when it is applied', 'src/enforce/'],
  ['the constraint', 'src/maxNorm'],
  ['a whole model', 'src/model/'],
  ['watching and steering', 'src/monitor/'],
  ['what registers, and entry points', 'src/(register|index|wasm/|node/|layers/|keras/)'],
  ['the command line', 'src/cli/'],
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'Imports make no circle, not even those of types.',
      from: {},
      to: { circular: true },
    },
    ...floors.slice(0, -1).map(([what, files], floor) => ({
      name: `only-downwards-from: ${what}`,
      severity: 'error',
      from: { path: `^${files}` },
      to: { path: floors.slice(floor + 1).map(([, above]) => `^${above}`) },
    })),
    {
      name: 'every-file-has-a-floor',
      severity: 'error',
      comment: 'A new room or file of src belongs to one of the floors in .dependency-cruiser.js.',
      from: { path: '^src/', pathNot: floors.map(([, files]) => `^${files}`) },
      to: {},
    },
    {
      name: 'axes-and-projection-are-two-questions',
      severity: 'error',
      comment: 'Which axes are one unit is known apart from what is done with them.',
      from: { path: '^src/(projection|kernels/)' },
      to: { path: '^src/(unitAxes|tfjs/(?!(tf|checks)[.]ts))' },
    },
    {
      name: 'entry-points-apart',
      severity: 'error',
      comment: 'Whoever imports one entry point does not load another.',
      from: { path: '^src/(node|keras|wasm)/' },
      to: { path: '^src/(index|node/|keras/|wasm/)', pathNot: '^src/$1/' },
    },
    {
      name: 'the-package-by-its-name',
      severity: 'error',
      comment: 'Examples and experiments import what a user can import.',
      from: { path: '^(examples|experiments)/' },
      to: { path: '^src/', pathNot: ['^src/index[.]ts$', '^src/[a-z]+/index[.]ts$'] },
    },
    {
      name: 'src-stands-alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|examples|experiments|bench|scripts|dist)/' },
    },
    {
      name: 'core-and-layers-only',
      severity: 'error',
      comment:
        'An application of core, layers and one backend loads no more of TensorFlow.js than it has.',
      from: { path: '^src/', pathNot: '^src/(tfjs/tf|cli/useCpu|wasm/threads/inNode)[.]ts$' },
      to: { path: '@tensorflow/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    exclude: { path: ['[.]generated[.]ts$', '^src/assembly/', '/dist/'] },
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types count: they are arrows in a reader's head.
    tsPreCompilationDeps: true,
  },
};
