import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { System } from '../shared/directory';
import type { Incident } from '../shared/incident';
import { tellAllClear } from '../shared/messages/all-clear';
import type { ToldTable } from '../shared/messages/told';
import { tellPagerDuty } from '../shared/pager-duty';

/** What was told to whom, as a sentence for the timeline; `unique` tells the two apart. */
export interface EndTold {
  readonly finding: string;
  readonly unique: 'told' | 'pager-duty';
}

/** Those who were paged learn that a person has ended it, and so does PagerDuty. Doing it again tells nobody twice. */
export async function tellEnd(
  { sns, sfn, told }: { readonly sns: SNSClient; readonly sfn: SFNClient; readonly told: ToldTable },
  incident: Incident,
  system: Pick<System, 'topics' | 'pagerDuty'>,
): Promise<readonly EndTold[]> {
  const people = await tellAllClear({ sns, told, now: () => Date.now() }, incident, system.topics, {
    kind: 'all-clear',
  });
  const pagerDuty = await tellPagerDuty(sfn, async () => system.pagerDuty, 'resolve', incident);
  return [
    ...(people ? [{ finding: people, unique: 'told' as const }] : []),
    ...(pagerDuty ? [{ finding: pagerDuty, unique: 'pager-duty' as const }] : []),
  ];
}
