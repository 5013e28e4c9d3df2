/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // An ES module only, which Jest cannot load.
    '^h5wasm$': '<rootDir>/test/keras/h5wasm.ts',
    // The examples import the package by its public names.
    '^tfjs-max-norm$': '<rootDir>/src/index.ts',
    '^tfjs-max-norm/(.*)$': '<rootDir>/src/$1/index.ts',
  },
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.jest.json' }],
  },
  collectCoverage: process.env.CI === 'true',
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcov'],
  collectCoverageFrom: ['src/**/*.ts', '!src/assembly/**'],
  testTimeout: 60_000,
};
