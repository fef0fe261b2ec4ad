// CDK's template validation starts a WASM engine in every test file (about 3 s each): off here, switched on by the one
// test that is about it (test/synth/policy.test.ts).
process.env.CDK_VALIDATION = 'false';
process.env.AWS_REGION = 'ap-south-1';
process.env.POWERTOOLS_SERVICE_NAME = 'runbook';
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
// A metric is a line of the log: only where a test reads it (test/support/measured.ts).
process.env.POWERTOOLS_METRICS_DISABLED = 'true';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** The game day again and again: minutes of it, and none of them in `npm test`. */
const STEADINESS = [
  '/rehearsal/game-day.test.ts',
  '/rehearsal/steadiness.test.ts',
  '/rehearsal/mutations.test.ts',
  '/rehearsal/stop-anywhere.test.ts',
  // Follows a page of docs/ in a copy of the tree: it synthesises twice.
  '/rehearsal/add-a-runbook.test.ts',
  '/rehearsal/documents.test.ts',
  '/rehearsal/conformance.test.ts',
];

/** What other tools think of everything that is synthesised: a minute of a processor, and no part of `npm test` either. */
const JUDGED = ['/synth/policy.test.ts', '/synth/accepted.test.ts'];

/** PostgreSQL itself: every file starts one. They run with the steadiness tests. */
const POSTGRES = '\\.postgres\\.test\\.ts$';

/** Searches for a counter-example, thousands of cases each: they run with the steadiness tests. */
const SEARCHES = '\\.properties\\.test\\.ts$';

const swc = [
  '@swc/jest',
  {
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/** Packages that are ECMAScript modules only, which jest does not load by `require` as Node does. */
const MODULES = 'jose|openid-client|oauth4webapi|oauth2-mock-server|is-plain-obj';

const common = {
  testEnvironment: 'node',
  clearMocks: true,
  setupFiles: ['<rootDir>/test/support/without-colours.ts'],
  transform: { '^.+\\.ts$': swc, [`/node_modules/(?:${MODULES})/.+\\.m?js$`]: swc },
  transformIgnorePatterns: [`/node_modules/(?!(?:${MODULES})/)`],
};

/** For tests of what is synthesised: once a run, for all of them. */
const assembled = {
  ...common,
  globalSetup: '<rootDir>/test/support/assemble-once.ts',
  globalTeardown: '<rootDir>/test/support/remove-assembled.ts',
};

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/unit/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', SEARCHES, POSTGRES],
    },
    {
      ...assembled,
      displayName: 'synth',
      testMatch: ['<rootDir>/test/synth/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...JUDGED],
      setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
    },
    {
      ...assembled,
      displayName: 'rehearsal',
      testMatch: ['<rootDir>/test/rehearsal/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...STEADINESS],
    },
    // In slow motion, with assumptions the other way, and with one thing altered that must be noticed.
    {
      ...assembled,
      displayName: 'steadiness',
      testMatch: [
        ...[...STEADINESS, ...JUDGED].map((file) => `<rootDir>/test${file}`),
        '<rootDir>/test/unit/**/*.{properties,postgres}.test.ts',
      ],
    },
    // Needs a Chromium.
    { ...assembled, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
  ],
  testTimeout: 60_000, // a search on a busy machine is slow, not wrong
  maxWorkers: '100%', // the default, cores - 1, is slower than 2 on a 2-core machine
};
