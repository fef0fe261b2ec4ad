import {
  ApplicationAutoScalingClient,
  type ApplicationAutoScalingClientConfig,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';

/** Everything the doctor asks. It sends commands that describe, list, get and head, and no others. */
export interface Clients {
  readonly ecs: ECSClient;
  readonly scaling: ApplicationAutoScalingClient;
  readonly rds: RDSClient;
  readonly secrets: SecretsManagerClient;
  readonly ec2: EC2Client;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly logs: CloudWatchLogsClient;
  readonly ssm: SSMClient;
  readonly s3: S3Client;
  readonly cloudWatch: CloudWatchClient;
  readonly sns: SNSClient;
}

/** What all clients share; without credentials the SDK's own chain finds them. */
export type ClientConfig = Pick<
  ApplicationAutoScalingClientConfig,
  'region' | 'credentials' | 'maxAttempts' | 'requestHandler'
>;

export function clientsOf(config: ClientConfig): Clients {
  return {
    ecs: new ECSClient(config),
    scaling: new ApplicationAutoScalingClient(config),
    rds: new RDSClient(config),
    secrets: new SecretsManagerClient(config),
    ec2: new EC2Client(config),
    loadBalancing: new ElasticLoadBalancingV2Client(config),
    logs: new CloudWatchLogsClient(config),
    ssm: new SSMClient(config),
    s3: new S3Client(config),
    cloudWatch: new CloudWatchClient(config),
    sns: new SNSClient(config),
  };
}
