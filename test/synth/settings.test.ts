import { environments } from '../../environments';
import type { Environment } from '../../environments/schema';
import { runbooks } from '../../runbooks';
import type { Runbook } from '../../runbooks/runbook';
import { assembled } from '../support/assembled';
import { assemble, called, ofType, type Resource, type Synthesised, stacks, testApp } from '../support/synth';

const synthesised = stacks(assembled());
const both = Object.entries(synthesised).map(([environment, stack]) => ({ environment, stack }));

/** A parameter of the Standard tier holds so much. https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const STANDARD_BYTES = 4096;

/** The parameters that hold a mode, as the template has them. */
function modes(stack: Synthesised): readonly Pick<Resource, 'logicalId' | 'Properties'>[] {
  const { mode, runbookModes } = stack.described.settings;
  const names = [mode, ...Object.values(runbookModes)];
  const found = ofType(stack, 'AWS::SSM::Parameter').filter(({ Properties }) =>
    names.includes(String(Properties.Name)),
  );
  expect(found).toHaveLength(1 + Object.keys(runbookModes).length);
  return found.map(({ logicalId, Properties }) => ({ logicalId, Properties }));
}

describe.each(both)('$environment', ({ environment, stack }) => {
  test('every mode is observe when it is first deployed: one for the environment, one for each runbook', () => {
    expect(modes(stack).map(({ Properties }) => [Properties.Name, Properties.Value])).toEqual(
      ['mode', ...runbooks.map(({ id }) => `mode/${id}`)].map((name) => [`/runbook-${environment}/${name}`, 'observe']),
    );
  });

  test('the overrides are empty: no day declared late, no freeze', () => {
    expect(called(stack, stack.described.settings.overrides)).toMatchObject({ Type: 'String', Value: '{}' });
  });

  test('the calendar fits a parameter of the standard tier', () => {
    const calendar = called(stack, stack.described.settings.calendar);
    expect(calendar).not.toHaveProperty('Tier');
    expect(Buffer.byteLength(String(calendar.Value))).toBeLessThan(STANDARD_BYTES);
    expect(JSON.parse(String(calendar.Value))).toEqual(stack.described.environment.calendar);
  });
});

test('synthesised again, the modes are the same to the letter', () => {
  const again = stacks(assemble(testApp()));
  for (const { environment, stack } of both) expect(modes(again[environment] as Synthesised)).toEqual(modes(stack));
});

// CloudFormation writes a parameter's value anew when anything in its resource has changed, whatever a person has set it to
// since: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
test('no later deployment changes a mode: not with other thresholds, contacts, limits, titles or steps', () => {
  const later = environments.map(
    (environment): Environment => ({
      ...environment,
      thresholds: { ...environment.thresholds, maxErrorLinesPerMinute: 99, maxUtilizationPercent: 95 },
      limits: { ...environment.limits, attempts: 5 },
      lastResort: 'somebody-else@algo-trading.example',
    }),
  );
  const reworded = runbooks.map(
    (runbook): Runbook => ({ ...runbook, title: `${runbook.title}, reworded`, steps: runbook.steps.slice(0, 1) }),
  );
  const changed = stacks(assemble(testApp(), { environments: later, runbooks: reworded }));
  for (const { environment, stack } of both) expect(modes(changed[environment] as Synthesised)).toEqual(modes(stack));
});

test('a runbook more or less changes no other mode', () => {
  const changed = stacks(assemble(testApp(), { runbooks: runbooks.slice(1) }));
  for (const { environment, stack } of both) {
    expect(modes(stack)).toEqual(expect.arrayContaining([...modes(changed[environment] as Synthesised)]));
  }
});
