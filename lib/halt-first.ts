import { Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { HALT_FIRST_SECONDS } from '../runbooks/actions-of-emergency';
import { FRAME } from './frame';

/**
 * The write that a stop begins with: Step Functions does it itself, so that nothing has to start before it. It is tried
 * once. What came of it stands in `$written`, and whatever it was, the next state follows: the steps read it back, and a
 * failure sends them to the other method.
 * @param parameter name of the parameter.
 */
export function haltFirst(scope: Construct, parameter: string, next: sfn.IChainable): sfn.IChainable {
  const write = tasks.CallAwsService.jsonata(scope, FRAME.haltFirst, {
    stateName: FRAME.haltFirst,
    service: 'ssm',
    action: 'putParameter',
    parameters: { Name: parameter, Value: 'false', Overwrite: true },
    iamAction: 'ssm:PutParameter',
    iamResources: [
      Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: parameter.slice(1) }),
    ],
    taskTimeout: sfn.Timeout.duration(Duration.seconds(HALT_FIRST_SECONDS)),
    assign: { written: { version: '{% $states.result.Version %}' } },
  });
  write.addCatch(next, {
    errors: [sfn.Errors.ALL],
    assign: { written: { failed: `{% $states.errorOutput.Error & ' ' & $states.errorOutput.Cause %}` } },
  });
  return write.next(next);
}
