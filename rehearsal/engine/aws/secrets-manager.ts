import { createHash } from 'node:crypto';
import type {
  DescribeSecretCommandInput,
  DescribeSecretCommandOutput,
  GetSecretValueCommandInput,
  GetSecretValueCommandOutput,
} from '@aws-sdk/client-secrets-manager';
import type { VirtualClock } from '../clock';
import { NotPlayed, refuseOthers } from '../refuse';
import { secretArn, secretName } from '../secret-arn';
import { type Account, AwsError, type ServiceModel } from './service';

/** The version of a secret that is current. */
interface Current {
  readonly value: string;
  /** From 1. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Secrets with a text, of which the current version can be read. */
export class SecretsManager implements ServiceModel {
  private readonly secrets = new Map<string, Current>();
  private readonly clock: VirtualClock;
  private readonly account: Account;

  constructor({ clock, account }: { clock: VirtualClock; account: Account }) {
    this.clock = clock;
    this.account = account;
  }

  readonly operations = {
    GetSecretValue: (input: GetSecretValueCommandInput): Omit<GetSecretValueCommandOutput, '$metadata'> =>
      this.getSecretValue(input),
    DescribeSecret: (input: DescribeSecretCommandInput): Omit<DescribeSecretCommandOutput, '$metadata'> => {
      refuseOthers('secretsmanager DescribeSecret', input, ['SecretId']);
      const { name, current } = this.existing(input.SecretId);
      // @claim documented: DescribeSecret answers everything about a secret but its value: its ARN and name, when it was last changed, and its versions with their labels.
      // @source SDK client-secrets-manager DescribeSecret documentation
      return {
        ARN: secretArn(this.account, name),
        Name: name,
        LastChangedDate: new Date(current.createdAt),
        // @claim documented: The version before the current one is labelled AWSPREVIOUS.
        // @source https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
        VersionIdsToStages: {
          [versionId(name, current.version)]: ['AWSCURRENT'],
          ...(current.version > 1 ? { [versionId(name, current.version - 1)]: ['AWSPREVIOUS'] } : {}),
        },
      };
    },
  };

  /** A secret exists from now on. @throws when there is one of that name. */
  addSecret(name: string, value: string): void {
    if (this.secrets.has(name)) throw new Error(`There is a secret ${name} already.`);
    this.keep(name, value, 1);
  }

  /** The secret has another value from now on: somebody outside rotated it. @throws when there is none of that name. */
  setSecret(name: string, value: string): void {
    const current = this.secrets.get(name);
    if (current === undefined) {
      throw new Error(`There is no secret ${name}; there are: ${[...this.secrets.keys()].join(', ')}.`);
    }
    this.keep(name, value, current.version + 1);
  }

  /** What a secret holds now; undefined where there is none of that name. */
  text(name: string): string | undefined {
    return this.secrets.get(name)?.value;
  }

  private existing(secretId = ''): { name: string; current: Current } {
    const name = secretName(this.account, secretId);
    if (name === undefined) {
      throw new NotPlayed(`secretsmanager SecretId ${secretId}`, ['a name', 'an ARN of this account and Region']);
    }
    // @claim documented: GetSecretValue and DescribeSecret of a secret that is not there answer ResourceNotFoundException.
    // @source SDK client-secrets-manager GetSecretValue and DescribeSecret documentation
    const current = this.secrets.get(name);
    if (current === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return { name, current };
  }

  private getSecretValue(input: GetSecretValueCommandInput): Omit<GetSecretValueCommandOutput, '$metadata'> {
    refuseOthers('secretsmanager GetSecretValue', input, ['SecretId']);
    const { name, current } = this.existing(input.SecretId);
    // @claim documented: GetSecretValue without a version answers the one labelled AWSCURRENT, with the date it was created.
    // @source SDK client-secrets-manager GetSecretValue documentation
    return {
      ARN: secretArn(this.account, name),
      Name: name,
      VersionId: versionId(name, current.version),
      SecretString: current.value,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(current.createdAt),
    };
  }

  private keep(name: string, value: string, version: number): void {
    this.secrets.set(name, { value, version, createdAt: this.clock.now() });
  }
}

/** A UUID that is always the same for the same version. */
function versionId(name: string, version: number): string {
  const hex = createHash('sha256').update(`${name} ${version}`).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}
