import type { Synthesised } from './assembly';

/** What a policy's resource is, in words that hold in every account. */
export interface Noun {
  /** In the singular where it has `one`. */
  readonly noun: string;
  /** Which one of several. */
  readonly one?: string;
  /** Why it is wider than one thing; absent where it is one. */
  readonly because?: string;
}

interface Rule {
  readonly pattern: RegExp;
  readonly noun: string;
  readonly because?: string;
}

const ITS_ID = 'its id exists only once it runs, or was deployed';
const ITS_KEY = 'one key for each day, incident, window or snapshot, below a named prefix of a named bucket';
const ITS_SUFFIX = 'Secrets Manager adds six characters of its own to the name';
const ITS_INSTANT = 'instances restored from the named one, and those they have replaced, are called by their instant';
const READ_ALONE = 'of the account; the call reads them, and what it makes is named';

/** ARNs without partition, region and account, the first that fits. What a group captures says which one of several. */
const RULES: readonly Rule[] = [
  { pattern: /^ecs:service\/[^/]+\/(.+)$/, noun: 'service' },
  {
    pattern: /^ecs:task-definition\/(.+):\*$/,
    noun: 'task definition of',
    because: 'the next revision has a number that AWS gives it',
  },
  { pattern: /^ecs:service-deployment\/[^/]+\/([^/]+)\/\*$/, noun: 'deployment of', because: ITS_ID },
  { pattern: /^ecs:service-revision\/[^/]+\/([^/]+)\/\*$/, noun: 'revision of', because: ITS_ID },
  { pattern: /^ecs:task\/[^/]+\/\*$/, noun: 'every task of the cluster', because: ITS_ID },
  { pattern: /^ecs:cluster\//, noun: 'the cluster' },
  { pattern: /^ecr:repository\/(.+)$/, noun: 'image repository of' },
  { pattern: /^iam:role\/(.+)-(?:task|execution)$/, noun: 'task and execution role of' },
  { pattern: /^ssm:parameter\/[^/]+\/mode\/(.+)$/, noun: 'mode of the runbook' },
  { pattern: /^ssm:parameter\/[^/]+\/mode$/, noun: 'mode of the environment' },
  { pattern: /^ssm:parameter\/runbook-[^/]+\/(.+)$/, noun: 'parameter' },
  { pattern: /^ssm:parameter.*trading_enabled$/, noun: 'the trading parameter' },
  {
    pattern: /^states:execution:(.+):\*$/,
    noun: 'run of',
    because: 'the workflow is named; ids of its runs exist only once they have started',
  },
  { pattern: /^states:stateMachine:(.+)$/, noun: 'workflow' },
  { pattern: /^lambda:function:(.+?)(?::\*)?$/, noun: 'function' },
  { pattern: /^sns:(.+)$/, noun: 'topic' },
  { pattern: /^sqs:(.+)$/, noun: 'queue' },
  { pattern: /^dynamodb:table\//, noun: 'the incident table' },
  { pattern: /^logs:log-group:.*:\*$/, noun: 'the services’ log group', because: 'the streams of one named log group' },
  { pattern: /^logs:own$/, noun: 'its own log group' },
  { pattern: /^cloudwatch:alarm:(.+)$/, noun: 'alarm' },
  { pattern: /^rds:db:.*-restored-\*$/, noun: 'databases restored by us', because: ITS_INSTANT },
  { pattern: /^rds:db:.*-replaced-\*$/, noun: 'databases replaced by us', because: ITS_INSTANT },
  { pattern: /^rds:db:/, noun: 'the database' },
  { pattern: /^rds:snapshot:\*$/, noun: 'every snapshot', because: READ_ALONE },
  { pattern: /^rds:snapshot:/, noun: 'our snapshots', because: 'our own are called by their day, and all begin alike' },
  { pattern: /^rds:(?:subgrp|pg|og):\*$/, noun: 'subnet, parameter and option groups', because: READ_ALONE },
  { pattern: /^secretsmanager:secret:(.+)-\?{6}$/, noun: 'secret', because: ITS_SUFFIX },
  {
    pattern: /^application-autoscaling:scalable-target\/\*$/,
    noun: 'scalable targets',
    because: 'a scalable target has an id that AWS makes up; conditions name the namespace and the dimension',
  },
  {
    pattern: /^kms:key\/\*$/,
    noun: 'the key of the watch’s topic',
    because: 'AWS makes up the id of a key; conditions name its alias, and SNS as the way to it',
  },
  { pattern: /^s3:reports$/, noun: 'the reports bucket' },
  { pattern: /^s3:reports\/(.+)$/, noun: 'the reports bucket’s', because: ITS_KEY },
  { pattern: /^s3:data$/, noun: 'the data bucket' },
  { pattern: /^s3:data\/(.+)$/, noun: 'the data bucket’s', because: ITS_KEY },
  { pattern: /^execute-api:[^/]+\/\$default\/(.+)$/, noun: 'route' },
];

/** Reads an ARN of an environment's policies. @returns the ARN itself, shortened, where nobody has said what it is. */
export function nounOf(arn: string, environment: Synthesised): Noun {
  if (arn === '*') return { noun: 'everything', because: '*' };
  const short = shortened(arn, environment);
  for (const { pattern, noun, because } of RULES) {
    const found = pattern.exec(short);
    if (!found) continue;
    const [, one] = found;
    const wide = because !== undefined && (/[*?]$/.test(short) || short.includes('*')) ? { because } : {};
    return { noun, ...(one === undefined ? {} : { one: ownName(one, environment) }), ...wide };
  }
  return { noun: `\`${short}\``, ...(short.includes('*') ? { because: 'not said' } : {}) };
}

/** `ecs:service/…`: without what only one account has, and each bucket by what it is for. */
function shortened(arn: string, { stackName }: Synthesised): string {
  const reference = /^<(\w+):([^>]+)>(.*)$/.exec(arn);
  if (reference) {
    const [, service = '', name = '', rest = ''] = reference;
    const kinds: Readonly<Record<string, string>> = {
      StepFunctions: `states:stateMachine:${name}`,
      Lambda: `lambda:function:${name}${rest}`,
      SNS: `sns:${name}`,
      SQS: `sqs:${name}`,
      DynamoDB: `dynamodb:table/${name}`,
      S3: `s3:reports${rest}`,
      Logs: 'logs:own',
    };
    return kinds[service] ?? `${service.toLowerCase()}:${name}${rest}`;
  }
  const [, service = '', place = ''] = /^arn:aws:([\w-]+):[^:]*:[^:]*:(.*)$/s.exec(arn) ?? [];
  if (service !== 's3') return `${service}:${place}`;
  return `s3:${place.replace(/^[^/]+/, (bucket) => (bucket.startsWith(`${stackName}-reports`) ? 'reports' : 'data'))}`;
}

/** A role instead of a service's name, and our own names without the environment's prefix. */
function ownName(name: string, { environment, stackName }: Synthesised): string {
  const services = Object.entries(environment.services ?? {}) as [string, { readonly name: string }][];
  const [role] = services.find(([, service]) => service.name === name) ?? [];
  return role ?? name.replace(`${stackName}-`, '').replace(new RegExp(`^[\\w-]*?-${environment.name}-`), '');
}
