import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assembled } from '../support/assembled';
import { grants } from '../support/grants';
import { ofType, rendered, stacks } from '../support/synth';

/** Whoever writes "false" there: they halt, or gate the open, or see that it stays halted. */
const HALTING = [
  'ask-before-restart',
  'check-again',
  'close-gate',
  'halt-now',
  'halt-trading',
  'stop-trading',
  'sweep-stop',
  // The emergency stop writes it before it calls anything.
  'workflows',
];

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

test.each(both)('$environment: besides what halts, one function alone may write the trading parameter', ({ stack }) => {
  const { region, account, parameters } = stack.described.environment;
  const arn = `arn:aws:ssm:${region}:${account}:parameter${parameters.tradingEnabled}`;
  const writing = grants(stack).filter(
    ({ action, on }) => /^ssm:(?!Get|Describe|List)/.test(action) && on.includes(arn),
  );
  const others = [...new Set(writing.map(({ to }) => to))].filter((to) => !HALTING.includes(to));
  expect(others).toEqual(['resume-trading']);
  expect([...new Set(writing.map(({ action }) => action))]).toEqual(['ssm:PutParameter']);
});

test.each(both)('$environment: nothing but System Recovery calls that function', ({ stack }) => {
  const calling = grants(stack).filter(
    ({ action, on }) => action === 'lambda:InvokeFunction' && on.some((one) => /resume-trading/.test(one)),
  );
  expect([...new Set(calling.map(({ to, workflow }) => workflow ?? to))]).toEqual(['system-recovery']);
});

test.each(both)('$environment: and only its code holds the write', ({ stack }) => {
  const holding = ofType(stack, 'AWS::Lambda::Function').flatMap(({ Properties }) => {
    const { Code, FunctionName } = rendered(Properties) as { Code: { S3Key?: string }; FunctionName: string };
    const asset = `asset.${String(Code.S3Key).replace(/\.zip$/, '')}`;
    const code = readFileSync(join(assembled(), asset, 'handler.js'), 'utf8');
    return /Value:\s*["']true["']/.test(code) ? [FunctionName] : [];
  });
  expect(holding).toEqual([expect.stringMatching(/-resume-trading$/)]);
});
