import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT, setting } from '../shared/clients';
import { GuardTable } from '../shared/guard/table';
import { asStep } from '../shared/step';
import { Input, sweep } from './sweep';

/** Two tries: the next look is as good. */
const LOOKING = { ...CLIENT, maxAttempts: 2 };
const ACTING = { ...CLIENT, maxAttempts: 1 };

const tools = {
  ecs: new ECSClient(LOOKING),
  ssm: new SSMClient(LOOKING),
  s3: new S3Client(LOOKING),
  scaling: new ApplicationAutoScalingClient(LOOKING),
  acting: {
    ecs: new ECSClient(ACTING),
    ssm: new SSMClient(ACTING),
    scaling: new ApplicationAutoScalingClient(ACTING),
  },
  records: new GuardTable(new DynamoDBClient(LOOKING), setting('INCIDENT_TABLE')),
};

/** Sees for longer than anything that was under way can last that a stop holds, and sets back what does not. */
export const handler = asStep(Input, (input, context) => sweep(input, context, tools), { urgent: true });
