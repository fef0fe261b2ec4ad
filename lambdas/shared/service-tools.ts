import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT, setting } from './clients';
import { Guard } from './guard/guard';
import { GuardTable } from './guard/table';

/** For an act: one try, because one whose answer got lost may have taken place. */
export const ONCE = { ...CLIENT, maxAttempts: 1 };

/** What stopping and starting a service takes: clients that look, clients that act, and what is written down about both. */
export interface ServiceTools {
  readonly ecs: ECSClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly ssm: SSMClient;
  readonly acting: { readonly ecs: ECSClient; readonly scaling: ApplicationAutoScalingClient };
  readonly guard: Guard;
  readonly records: GuardTable;
}

export function makeServiceTools(): ServiceTools {
  const ecs = new ECSClient(CLIENT);
  const ssm = new SSMClient(CLIENT);
  return {
    ecs,
    ssm,
    scaling: new ApplicationAutoScalingClient(CLIENT),
    acting: { ecs: new ECSClient(ONCE), scaling: new ApplicationAutoScalingClient(ONCE) },
    guard: new Guard({ ecs, ssm }),
    records: new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE')),
  };
}
