import type { Context } from './policy';

/** Where the value of a context key comes from, and whether a request can hold several values of it. */
interface KnownKey {
  readonly from: 'the ask' | 'the caller' | 'the service acting for a resource';
  readonly multivalued?: true;
}

/**
 * The context keys the engine gives a value to, in lower case. A policy that turns on any other key is refused when it
 * is loaded, unless it could only have allowed something.
 *
 * Keys of `the service acting for a resource` are put into the ask by whoever plays that service (an alarm that
 * publishes, a rule that starts something); they are absent from every other request.
 */
const KNOWN_KEYS: Readonly<Record<string, KnownKey>> = {
  // @claim documented: aws:SecureTransport is always in the request context, and is true when the request came over TLS.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
  'aws:securetransport': { from: 'the ask' },
  // @claim documented: ecs:cluster holds the ARN of the cluster the request is about.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html#amazonelasticcontainerservice-policy-keys
  'ecs:cluster': { from: 'the ask' },
  // @claim documented: ecs:service holds the ARN of the service that a service deployment or revision belongs to; ecs:CreateAction the name of the action that creates and tags something.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html#amazonelasticcontainerservice-policy-keys
  'ecs:service': { from: 'the ask' },
  'ecs:createaction': { from: 'the ask' },
  // @claim documented: iam:PassedToService holds the principal of the service that a role is passed to; tasks of ECS use roles as ecs-tasks.amazonaws.com.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
  'iam:passedtoservice': { from: 'the ask' },
  // @claim documented: application-autoscaling:service-namespace and :scalable-dimension hold what the request passes.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html#awsapplicationautoscaling-policy-keys
  'application-autoscaling:service-namespace': { from: 'the ask' },
  'application-autoscaling:scalable-dimension': { from: 'the ask' },
  // @claim documented: cloudwatch:namespace holds the namespace that metrics are put into.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
  'cloudwatch:namespace': { from: 'the ask' },
  // @claim documented: states:HTTPEndpoint and states:HTTPMethod hold the endpoint and the method of an HTTP Task.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions
  'states:httpendpoint': { from: 'the ask' },
  'states:httpmethod': { from: 'the ask' },
  // @claim documented: ssm:Overwrite is "true" where PutParameter may overwrite a parameter.
  // @source https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policy-conditions.html
  'ssm:overwrite': { from: 'the ask' },
  // @claim documented: s3:prefix holds the prefix that a listing of a bucket asks for.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html#example-bucket-access-policies-prefix
  's3:prefix': { from: 'the ask' },
  // @claim documented: dynamodb:LeadingKeys holds the partition key values a request touches, and wants a set operator.
  // @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
  'dynamodb:leadingkeys': { from: 'the ask', multivalued: true },
  // @claim documented: dynamodb:EnclosingOperation is TransactWriteItems for the actions inside such a transaction.
  // @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
  'dynamodb:enclosingoperation': { from: 'the ask' },
  // @claim documented: kms:ViaService names the service that uses a key for the caller, as service.region.amazonaws.com, and kms:CallerAccount the caller's account.
  // @source https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
  'kms:viaservice': { from: 'the ask' },
  'kms:calleraccount': { from: 'the ask' },
  // @claim documented: kms:ResourceAliases holds every alias of the key that is asked about, whatever the request calls it by, and wants a set operator.
  // @source https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases
  'kms:resourcealiases': { from: 'the ask', multivalued: true },
  // @claim documented: aws:PrincipalArn is the ARN of the role, not of its session; aws:PrincipalServiceName is present only when a service principal calls.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
  'aws:principalarn': { from: 'the caller' },
  'aws:principalaccount': { from: 'the caller' },
  'aws:principalisawsservice': { from: 'the caller' },
  'aws:principalservicename': { from: 'the caller' },
  // @claim documented: aws:SourceArn and aws:SourceAccount are present only when a resource makes a service call another service for its owner.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn
  'aws:sourcearn': { from: 'the service acting for a resource' },
  'aws:sourceaccount': { from: 'the service acting for a resource' },
  'aws:sourceowner': { from: 'the service acting for a resource' },
};

export const knownKey = (name: string): KnownKey | undefined => KNOWN_KEYS[name.toLowerCase()];
export const knownKeys: readonly string[] = Object.keys(KNOWN_KEYS);

/** The values of one request, found by name without regard to case. */
export type Values = ReadonlyMap<string, string | readonly string[]>;

// @claim documented: The names of condition keys are not case-sensitive.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
export function valuesOf(...contexts: readonly (Context | undefined)[]): Values {
  const values = new Map<string, string | readonly string[]>();
  for (const context of contexts) {
    for (const [key, value] of Object.entries(context ?? {})) values.set(key.toLowerCase(), value);
  }
  return values;
}
