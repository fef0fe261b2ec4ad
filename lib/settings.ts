import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { compactCalendar } from '../environments/calendar-schema';
import type { Environment } from '../environments/schema';
import type { Runbook } from '../runbooks/runbook';
import type { Naming } from './naming';

export interface SettingsProps {
  readonly environment: Environment;
  readonly naming: Naming;
  readonly runbooks: readonly Runbook[];
}

/**
 * What people change at run time, in Parameter Store: the mode of the environment, the mode of every runbook, and days
 * and freezes the calendar does not know. CloudFormation writes a value only when the template's own changes, and these
 * never do: a later deployment changes no mode. The calendar itself comes from the environment, and does follow it.
 */
export class Settings extends Construct {
  constructor(scope: Construct, id: string, { environment, naming, runbooks }: SettingsProps) {
    super(scope, id);
    const { settings } = naming;
    const keep = (key: string, parameterName: string, stringValue: string, description: string) =>
      new ssm.StringParameter(this, key, { parameterName, stringValue, description });
    keep('Mode', settings.mode, 'observe', 'off | observe | act: a ceiling for every runbook.');
    keepModes(this, naming, runbooks);
    keep('Calendar', settings.calendar, compactCalendar(environment.calendar), 'When the market trades.');
    keep('Overrides', settings.overrides, '{}', 'Days declared late and change freezes: {"days":{…},"freezes":[…]}');
  }
}

/**
 * The mode of each runbook. No words that may be reworded: whatever changes in the resource makes CloudFormation write
 * `observe` again.
 */
export function keepModes(scope: Construct, { settings }: Naming, runbooks: readonly Pick<Runbook, 'id'>[]): void {
  for (const { id } of runbooks) {
    new ssm.StringParameter(scope, `Mode-${id}`, {
      parameterName: settings.runbookMode(id),
      stringValue: 'observe',
      description: 'off | observe | act, for one runbook.',
    });
  }
}

/** Names of the parameters one runbook's functions read. */
export const settingNames = ({ settings }: Naming, { id }: Pick<Runbook, 'id'>) => ({
  mode: settings.mode,
  runbookMode: settings.runbookMode(id),
  calendar: settings.calendar,
  overrides: settings.overrides,
});
