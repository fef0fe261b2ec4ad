import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT } from '../clients';
import type { SystemClients } from './look-at-system';

/** What looking at the whole system takes. */
export const systemClients = (): SystemClients => ({
  ecs: new ECSClient(CLIENT),
  scaling: new ApplicationAutoScalingClient(CLIENT),
  rds: new RDSClient(CLIENT),
  ssm: new SSMClient(CLIENT),
  cloudWatch: new CloudWatchClient(CLIENT),
});
