import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtFunctions, functionNames } from '../../lib/bundles';
import { assembled } from '../support/assembled';

// By then they are bundled.
assembled();

test('every function has its bundle, and they are made once while nothing of theirs changes', () => {
  const folder = builtFunctions();
  expect(readdirSync(folder).sort()).toEqual(functionNames());
  for (const name of functionNames()) expect(existsSync(join(folder, name, 'handler.js'))).toBe(true);
  const made = statSync(join(folder, 'start-runbook', 'handler.js')).mtimeMs;
  jest.isolateModules(() => {
    const anew = require('../../lib/bundles') as typeof import('../../lib/bundles');
    expect(anew.builtFunctions()).toBe(folder);
  });
  expect(statSync(join(folder, 'start-runbook', 'handler.js')).mtimeMs).toBe(made);
});

test('what functions are made of stands in their source maps, and all of it is watched', () => {
  const folder = builtFunctions();
  const sources = functionNames().flatMap((name) => {
    const map = JSON.parse(readFileSync(join(folder, name, 'handler.js.map'), 'utf8')) as { sources: string[] };
    return map.sources.map((source) => /(?:^|\/)((?:lambdas|runbooks|node_modules)\/.*)$/.exec(source)?.[1] ?? source);
  });
  expect(sources.filter((source) => !/^(lambdas|runbooks|node_modules)\//.test(source))).toEqual([]);
});
