import type { Account } from '../aws/service';

/** A policy document as CloudFormation writes it. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: unknown[] | unknown;
}

/** One resource of a stack, as it would exist once deployed. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** Physical name: the explicit one, or a generated one that is the same for the same stack and logical id. */
  readonly name: string;
  /** @throws by name for a type that has no ARN. */
  readonly arn: string;
  /** Intrinsics resolved; JSON that the template keeps in a string stays a string. */
  readonly properties: Record<string, unknown>;
  /** `aws:cdk:path` of the resource's metadata. */
  readonly path?: string;
}

export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly trust: unknown;
  /** Inline policies, then AWS::IAM::Policy and AWS::IAM::ManagedPolicy of the stack. */
  readonly policies: PolicyDocument[];
}

export interface Assembly {
  readonly directory: string;
  readonly account: Account;
  /** In the order they were named. */
  readonly stackNames: readonly string[];
  readonly resources: readonly Resource[];
  /** @throws for a type the rehearsal does not know. */
  ofType(type: string): Resource[];
  /** A log group is found with and without the `:*` that ends its ARN. */
  byArn(arn: string): Resource | undefined;
  /** @throws for a logical id that no stack has, or several have. */
  byLogicalId(id: string): Resource;
  readonly roles: ReadonlyMap<string, Role>;
  /** The policy attached to a topic, queue, bucket, key or table; for a function, what its permissions add up to. */
  resourcePolicy(arn: string): PolicyDocument | undefined;
  /** Folder of a function's code. @throws for a key the stack's assets do not have, and for what is not a folder. */
  assetDirectory(codeS3Key: string): string;
  /**
   * ARN of the customer's key that encrypts a topic, queue, bucket or table; undefined where AWS holds the key.
   * @throws for a key that is not the stack's.
   */
  keyOf(arn: string): string | undefined;
  /** Names of the aliases of a customer's key, by its ARN. */
  aliasesOf(keyArn: string): readonly string[];
  /**
   * The same after somebody has changed one of its resources by hand, or taken it away: what others say about it by name or
   * ARN stays as it was deployed.
   * @param properties of the resource from then on; undefined: it is not there any more.
   */
  altered(resource: Resource, properties: Resource['properties'] | undefined): Assembly;
}
