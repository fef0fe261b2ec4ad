import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Naming } from './naming';

/** Where incidents live: one table for what is going on, one versioned bucket for what is kept. Both outlive the stack. */
export class IncidentStore extends Construct {
  readonly table: dynamodb.TableV2;
  readonly reports: s3.Bucket;

  constructor(scope: Construct, id: string, { naming }: { readonly naming: Naming }) {
    super(scope, id);
    this.table = new dynamodb.TableV2(this, 'Incidents', {
      tableName: naming.table,
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      timeToLiveAttribute: 'expires',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const accessLogs = new s3.Bucket(this, 'AccessLogs', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [{ expiration: Duration.days(400) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.reports = new s3.Bucket(this, 'Reports', {
      bucketName: naming.reports,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      serverAccessLogsBucket: accessLogs as s3.IBucket,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
