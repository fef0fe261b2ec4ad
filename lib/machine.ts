import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

export interface MachineProps {
  readonly name: string;
  readonly comment: string;
  readonly first: sfn.IChainable;
  readonly timeout: Duration;
  /** Functions it calls; CDK grants their versions too. */
  readonly calls: readonly lambda.IFunction[];
}

/** A JSONata workflow with a time limit, its log and its trace. */
export class Machine extends sfn.StateMachine {
  constructor(scope: Construct, id: string, props: MachineProps) {
    const logGroup = new logs.LogGroup(scope, `${id}Logs`, {
      // The prefix keeps the account's log resource policy below its limit of 5120 characters.
      logGroupName: `/aws/vendedlogs/states/${props.name}`,
      retention: logs.RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, {
      stateMachineName: props.name,
      comment: props.comment,
      definitionBody: sfn.DefinitionBody.fromChainable(props.first),
      queryLanguage: sfn.QueryLanguage.JSONATA,
      timeout: props.timeout,
      tracingEnabled: true,
      // Without execution data: arguments hold task tokens.
      logs: { destination: logGroup, level: sfn.LogLevel.ALL, includeExecutionData: false },
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray and the delivery of logs have no resource level.',
    });
    for (const called of props.calls) {
      const resource = called.node.defaultChild as lambda.CfnFunction | undefined;
      // A function of another stack is known by its ARN.
      const arn = resource ? `<${Stack.of(this).getLogicalId(resource)}.Arn>` : called.functionArn;
      Validations.of(this.role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${arn}:*]`,
        reason: 'CDK grants the versions of one named function beside the function itself.',
      });
    }
  }
}
