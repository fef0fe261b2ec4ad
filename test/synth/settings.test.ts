import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { environments } from '../../environments';
import type { Environment } from '../../environments/schema';
import { naming } from '../../lib/naming';
import { keepModes, Settings } from '../../lib/settings';
import { dayRunbooks, everyRunbook, onDemandRunbooks, runbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
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
  // Each once: two stacks that kept the same one could not both be deployed.
  expect(found.map(({ Properties }) => Properties.Name)).toEqual(names);
  return found.map(({ logicalId, Properties }) => ({ logicalId, Properties }));
}

describe.each(both)('$environment', ({ environment, stack }) => {
  test('every mode is observe when it is first deployed: one for the environment, one for each runbook', () => {
    expect(modes(stack).map(({ Properties }) => [Properties.Name, Properties.Value])).toEqual(
      ['mode', ...everyRunbook.map(({ id }) => `mode/${id}`)].map((name) => [
        `/runbook-${environment}/${name}`,
        'observe',
      ]),
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

// CloudFormation writes a parameter's value anew when anything in its resource has changed, whatever a person has set it to
// since: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
test('synthesised again, the modes are the same to the letter: with other thresholds, contacts, limits, titles, steps and items as well', () => {
  // The modes of one environment are made as those of the other.
  const later = environments.slice(0, 1).map(
    (environment): Environment => ({
      ...environment,
      thresholds: { ...environment.thresholds, maxErrorLinesPerMinute: 99, maxUtilizationPercent: 95 },
      limits: { ...environment.limits, attempts: 5 },
      lastResort: 'somebody-else@algo-trading.example',
    }),
  );
  const reworded = (all: readonly Runbook[]) =>
    all.map(
      (runbook): Runbook => ({ ...runbook, title: `${runbook.title}, reworded`, steps: runbook.steps.slice(0, 1) }),
    );
  const changed = stacks(
    assemble(testApp(), {
      environments: later,
      runbooks: reworded(runbooks),
      dayRunbooks: reworded(dayRunbooks),
      onDemandRunbooks: reworded(onDemandRunbooks),
      checklists: checklists.map((checklist) => ({ ...checklist, items: checklist.items.slice(0, 1) })),
    }),
  );
  expect(Object.keys(changed)).toHaveLength(1);
  for (const [environment, stack] of Object.entries(changed))
    expect(modes(stack)).toEqual(modes(synthesised[environment] as Synthesised));
});

test('a runbook more or less, in any stack, changes no other mode', () => {
  const [environment] = environments;
  if (!environment) throw new Error('There is no environment.');
  const names = naming(environment);
  const made = (build: (stack: Stack) => void): readonly Pick<Resource, 'logicalId' | 'Properties'>[] => {
    const stack = new Stack(new App(), 'runbook');
    build(stack);
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
    return Object.entries(Resources).map(([logicalId, { Properties }]) => ({ logicalId, Properties }));
  };
  const others = [
    ...made((stack) => new Settings(stack, 'Settings', { environment, naming: names, runbooks: runbooks.slice(1) })),
    ...made((stack) => keepModes(stack, names, dayRunbooks.slice(1))),
    ...made((stack) => keepModes(stack, names, onDemandRunbooks.slice(1))),
  ].filter(({ Properties }) => /\/mode(\/|$)/.test(String(Properties.Name)));
  expect(others).toHaveLength(1 + everyRunbook.length - 3);
  expect(modes(synthesised[environment.name] as Synthesised)).toEqual(expect.arrayContaining([...others]));
});
