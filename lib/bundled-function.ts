import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage, type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { builtFunctions } from './bundles';

const LAMBDAS = join(__dirname, '..', 'lambdas');

const bundled = (name: string): lambda.Code =>
  lambda.Code.fromAsset(join(LAMBDAS, name), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      local: {
        tryBundle(outputDirectory) {
          cpSync(join(builtFunctions(), name), outputDirectory, { recursive: true });
          return true;
        },
      },
    },
  });

/** Of every function. */
export const MEMORY_MB = 512;

export interface BundledFunctionProps {
  /** Folder under lambdas/. */
  readonly name: string;
  readonly functionName: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  /** Where it runs, if it must run inside the VPC; such a function trusts the certificates of RDS. */
  readonly network?: { readonly subnets: readonly string[]; readonly servicesSecurityGroup: string };
}

/** A Node.js function with its own log group, and a role that may write to that log group, trace, and nothing else. */
export class BundledFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${props.functionName}`,
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    this.function = new lambda.Function(this, 'Function', {
      functionName: props.functionName,
      description: props.description,
      code: bundled(props.name),
      handler: 'handler.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: MEMORY_MB,
      timeout: props.timeout,
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup,
      role: this.role,
      environment: {
        POWERTOOLS_SERVICE_NAME: 'runbook',
        POWERTOOLS_LOG_LEVEL: 'INFO',
        NODE_OPTIONS: '--enable-source-maps',
        // Since Node.js 20 the runtime no longer trusts Amazon's own authorities by itself.
        // https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
        ...(props.network ? { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' } : {}),
        ...props.environment,
      },
    });
    if (props.network) this.runInside(props.network);
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'X-Ray has no resource level; every further wildcard carries its reason in the function’s permissions.ts.',
    });
  }

  /**
   * Runs the function as one of the services: in their subnets, with their security group, so that what it can reach is
   * what they can reach.
   */
  private runInside({ subnets, servicesSecurityGroup }: NonNullable<BundledFunctionProps['network']>): void {
    const resource = this.function.node.defaultChild as lambda.CfnFunction;
    resource.vpcConfig = { subnetIds: [...subnets], securityGroupIds: [servicesSecurityGroup] };
    // Lambda makes and removes the network interfaces with the function's own role; they have no resource level.
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'ec2:CreateNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:DeleteNetworkInterface',
          'ec2:AssignPrivateIpAddresses',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resources: ['*'],
      }),
    );
    // The function must not come before the right to its network interfaces.
    this.function.node.addDependency(this.role);
  }
}
