import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

// A test runner has handlers of its own for what nobody catches, so this is played in a process like the product's.
test('in a process like the product’s, nothing leads out and what nobody catches ends only where it came from', () => {
  const script = join(__dirname, 'fixtures', 'plain-node.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
  // Names: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client src/index.mjs
  expect(JSON.parse(stdout)).toEqual({
    hostile: ['all roads tried'],
    'unhandled rejection': ['Runtime.UnhandledPromiseRejection', 'RangeError: nobody listens', 'dead'],
    'unhandled rejection of a host promise': [
      'Runtime.UnhandledPromiseRejection',
      "Error: ENOENT: no such file or directory, open '/x'",
      'dead',
    ],
    'error in a stream listener': ['TypeError', 'in a listener', 'dead'],
    'connection error without a listener': ['Error', 'getaddrinfo ENOTFOUND x.example', 'dead'],
    'exit in a stream listener': [
      'Runtime.ExitError',
      'RequestId: req-1 Error: Runtime exited with error: exit status 2',
      'dead',
    ],
    import: [
      'Error',
      'import() is not available to a bundle in the rehearsal; this one has import() of node:net',
      'idle',
    ],
  });
  expect(stderr).toContain('a failure of the host');
  expect(status).not.toBe(0);
});
