export default {
  build: {
    lib: { entry: 'entry.js', formats: ['es'], fileName: () => 'use.js' },
    minify: false,
    target: 'es2022',
  },
};
