import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { isTest } from '../../runbooks';
import { readParameters } from './directory';
import type { Incident } from './incident';
import { look } from './step';

/**
 * Has PagerDuty's alert acknowledged or resolved, where there is one: it was triggered when people were first paged. Each is
 * told once for an incident, whoever asks again.
 * @param machine says the ARN of the workflow that speaks to PagerDuty; null: it is not configured.
 * @returns a sentence for the timeline when it could not be started; the workflow itself pages for what fails later.
 */
export async function tellPagerDuty(
  sfn: SFNClient,
  machine: () => Promise<string | null>,
  action: 'acknowledge' | 'resolve',
  incident: Pick<Incident, 'id' | 'severity' | 'title' | 'pages'>,
): Promise<string | undefined> {
  // A test alerts nobody.
  if (!incident.pages?.length || isTest(incident.id)) return undefined;
  const { id, severity, title } = incident;
  const input = { action, incidentId: id, severity, summary: title, source: 'runbook', link: null };
  const started = await look(async () => {
    const stateMachineArn = await machine();
    if (stateMachineArn === null) return;
    const start = { stateMachineArn, name: `${id}-${action}`, input: JSON.stringify(input) };
    try {
      await sfn.send(new StartExecutionCommand(start));
    } catch (error) {
      // Told before.
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  });
  return 'unseen' in started ? `PagerDuty could not be told to ${action}: ${started.unseen}.` : undefined;
}

/** For functions that answer the HTTP API. */
export const ourPagerDuty = async (): Promise<string | null> => (await readParameters()).system.pagerDuty;
