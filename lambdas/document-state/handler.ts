import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT } from '../shared/clients';
import { documentKey, putDocument, stableJson } from '../shared/maintenance/documents';
import { lookAtSystem } from '../shared/maintenance/look-at-system';
import { SystemInput } from '../shared/maintenance/state';
import { asStep } from '../shared/step';
import { describeDocument } from './decide';

const clients = {
  ecs: new ECSClient(CLIENT),
  scaling: new ApplicationAutoScalingClient(CLIENT),
  rds: new RDSClient(CLIENT),
  ssm: new SSMClient(CLIENT),
  cloudWatch: new CloudWatchClient(CLIENT),
};
const s3 = new S3Client(CLIENT);

/** Writes down how the system is set up before anything is done to it. */
export const handler = asStep(SystemInput, async (input, { incident, now }) => {
  const state = await lookAtSystem(clients, input, now());
  const key = documentKey(incident.id, 'state-before.json');
  await putDocument(s3, key, stableJson(state));
  return describeDocument(state, key);
});
