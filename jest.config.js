/** Every level of the pyramid is one project: `npm test -- --selectProjects unit`. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFiles: ['<rootDir>/test/support/jest.setup.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

const project = (displayName, testMatch) => ({ ...shared, displayName, testMatch });

export default {
  testTimeout: 30_000,
  // Modules that a spec has loaded are never let go (--experimental-vm-modules): a worker ends before it is full of them.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/test/support/skip.reporter.js'],
  projects: [
    project('unit', ['<rootDir>/src/**/*.spec.ts', '<rootDir>/web/**/*.spec.ts']),
    project('contract', ['<rootDir>/test/contract/**/*.spec.ts']),
    project('http', ['<rootDir>/test/http/**/*.spec.ts']),
    project('console', ['<rootDir>/test/console/**/*.spec.ts']),
    project('conformance', ['<rootDir>/test/conformance/**/*.spec.ts']),
  ],
};
