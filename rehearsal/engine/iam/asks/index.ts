import type { Ask } from '../policy';
import { dynamodb } from './dynamodb';
import { ecr } from './ecr';
import { ecs } from './ecs';
import { httpApi } from './http-api';
import { httpTask } from './http-task';
import { messaging } from './messaging';
import { network } from './network';
import { observability } from './observability';
import { parameters } from './parameters';
import { rds } from './rds';
import type { AuthorizationWorld, Rows } from './row';
import { s3 } from './s3';
import { scaling } from './scaling';
import { secrets } from './secrets';
import { workflows } from './workflows';

export type { AuthorizationWorld } from './row';

const ROWS: Rows = {
  ...ecr,
  ...ecs,
  ...httpApi,
  ...observability,
  ...messaging,
  ...dynamodb,
  ...s3,
  ...parameters,
  ...scaling,
  ...secrets,
  ...workflows,
  ...httpTask,
  ...network,
  ...rds,
};

/** The operations whose authorisation is modelled: `ecs:DescribeServices`, … with the service's signing name. */
export const mappedOperations: readonly string[] = Object.keys(ROWS);

/** Every IAM action an ask can hold. */
export const mappedActions: readonly string[] = [...new Set(Object.values(ROWS).flatMap(({ actions }) => actions))];

/**
 * What IAM is asked for one API call; the call is allowed when every ask is.
 * @param service signing name: ecs, ecr, ssm, sns, dynamodb, logs, monitoring, s3, states, lambda, sqs, rds, ec2,
 *   elasticloadbalancing, secretsmanager.
 * @returns undefined where the operation is not mapped: the caller must deny it.
 * @throws when the input of a mapped operation holds something whose authorisation is not modelled; the error names it.
 */
export function asksFor(
  service: string,
  operation: string,
  input: never,
  world: AuthorizationWorld,
): Ask[] | undefined {
  const name = `${service}:${operation}`;
  return Object.hasOwn(ROWS, name) ? ROWS[name]?.asks(input, world) : undefined;
}
