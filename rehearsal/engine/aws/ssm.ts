import type {
  GetParameterCommandInput,
  GetParameterCommandOutput,
  GetParameterHistoryRequest,
  GetParameterHistoryResult,
  GetParametersRequest,
  GetParametersResult,
  Parameter,
  PutParameterCommandInput,
  PutParameterCommandOutput,
} from '@aws-sdk/client-ssm';
import type { VirtualClock } from '../clock';
import { NotPlayed, refuseOthers } from '../refuse';
import { parameterHistory } from './parameter-history';
import type { ParameterTier } from './parameters';
import { type Account, AwsError, arn, type Caller, type ServiceModel } from './service';

/** One value a parameter has had. */
export interface ParameterVersion {
  readonly value: string;
  readonly type: string;
  /** From 1. */
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** ARN of the role that set it, or `people` for whatever does not call the API. */
  readonly by: string;
}

const TYPES = ['String', 'SecureString'];
const VERSIONS_KEPT = 100;
const MOST_CHARACTERS: Readonly<Record<ParameterTier, number>> = { Standard: 4096, Advanced: 8192 };
const MOST_NAMES = 10;
const byName = ({ Name = '' }: Parameter): string => Name;

/** Parameter Store: parameters of the standard tier, and those that a template declares as advanced. */
export class Ssm implements ServiceModel {
  private readonly parameters = new Map<string, ParameterVersion[]>();
  // @claim documented: A parameter that is advanced stays so when its value is overwritten; it never becomes a standard one.
  // @source https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
  private readonly tiers: ReadonlyMap<string, ParameterTier>;
  private readonly clock: VirtualClock;
  private readonly account: Account;
  private readonly onChange: (name: string, change: ParameterVersion) => void;

  /**
   * @param o.parameters as the template declares them.
   * @param o.onChange told of every later value, whoever sets it.
   */
  constructor(o: {
    parameters: readonly { name: string; value: string; type: string; tier?: ParameterTier }[];
    clock: VirtualClock;
    account: Account;
    onChange?: (name: string, change: ParameterVersion) => void;
  }) {
    this.clock = o.clock;
    this.account = o.account;
    this.onChange = () => undefined;
    this.tiers = new Map(o.parameters.map(({ name, tier = 'Standard' }) => [name, tier]));
    for (const { name, value, type } of o.parameters) this.put(name, value, type);
    this.onChange = o.onChange ?? this.onChange;
  }

  readonly operations = {
    GetParameter: (input: GetParameterCommandInput): Omit<GetParameterCommandOutput, '$metadata'> =>
      this.getParameter(input),
    GetParameters: (input: GetParametersRequest): GetParametersResult => this.getParameters(input),
    GetParameterHistory: (input: GetParameterHistoryRequest): GetParameterHistoryResult => {
      const name = this.nameOf(input.Name ?? '');
      const versions = this.parameters.get(name);
      // @claim documented: GetParameterHistory of a name that does not exist answers ParameterNotFound.
      // @source SDK client-ssm GetParameterHistory documentation
      if (!versions) throw new AwsError('ParameterNotFound', '', 400);
      const shown = (version: ParameterVersion) => shownValue(name, version, input.WithDecryption);
      return parameterHistory(input, { name, versions, account: this.account }, shown);
    },
    PutParameter: (input: PutParameterCommandInput, caller: Caller): Omit<PutParameterCommandOutput, '$metadata'> =>
      this.putParameter(input, caller),
  };

  /** The platform, or a person outside the app, sets a value. @param type kept, or String for a new parameter. */
  put(name: string, value: string, type?: string): void {
    this.set(name, value, type ?? this.parameters.get(name)?.at(-1)?.type ?? 'String', 'people');
  }

  /** The value as it is now, decrypted. @throws Error when there is no such parameter. */
  value(name: string): string {
    const current = this.parameters.get(name)?.at(-1);
    if (!current)
      throw new Error(`There is no parameter ${name}; there are: ${[...this.parameters.keys()].join(', ')}.`);
    return current.value;
  }

  /** Every value it has had, oldest first. */
  history(name: string): readonly ParameterVersion[] {
    return [...(this.parameters.get(name) ?? [])];
  }

  private getParameter(input: GetParameterCommandInput): Omit<GetParameterCommandOutput, '$metadata'> {
    refuseOthers('ssm GetParameter', input, ['Name', 'WithDecryption']);
    // @claim documented: GetParameter of a name that does not exist answers ParameterNotFound.
    // @source SDK client-ssm GetParameter documentation
    const parameter = this.answer(input.Name ?? '', input.WithDecryption);
    if (!parameter) throw new AwsError('ParameterNotFound', '', 400);
    return { Parameter: parameter };
  }

  private getParameters(input: GetParametersRequest): GetParametersResult {
    refuseOthers('ssm GetParameters', input, ['Names', 'WithDecryption']);
    const names = input.Names ?? [];
    // @claim documented: GetParameters takes 1 to 10 names.
    // @source https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
    if (names.length < 1 || names.length > MOST_NAMES) {
      const message = `1 validation error detected: Names has ${names.length} entries; 1 to ${MOST_NAMES} are allowed.`;
      throw new AwsError('ValidationException', message);
    }
    // @claim documented: GetParameters lists what it found in alphabetical order, and names that do not exist under InvalidParameters, without an error.
    // @source SDK client-ssm GetParameters documentation
    const all = names.map((given) => ({ given, parameter: this.answer(given, input.WithDecryption) }));
    return {
      Parameters: all.flatMap(({ parameter }) => parameter ?? []).sort((a, b) => (byName(a) < byName(b) ? -1 : 1)),
      InvalidParameters: all.flatMap(({ given, parameter }) => (parameter ? [] : [given])),
    };
  }

  /** Undefined where there is no such parameter. */
  private answer(nameOrArn: string, decrypt: boolean | undefined): Parameter | undefined {
    const name = this.nameOf(nameOrArn);
    const current = this.parameters.get(name)?.at(-1);
    if (!current) return undefined;
    return {
      Name: name,
      Type: current.type as 'String' | 'SecureString',
      Value: shownValue(name, current, decrypt),
      Version: current.version,
      LastModifiedDate: new Date(current.at),
      ARN: this.arnOf(name),
      DataType: 'text',
    };
  }

  private putParameter(input: PutParameterCommandInput, caller: Caller) {
    refuseOthers('ssm PutParameter', input, ['Name', 'Value', 'Type', 'Overwrite']);
    const name = this.nameOf(input.Name ?? '');
    const current = this.parameters.get(name)?.at(-1);
    // @claim documented: PutParameter on an existing name without Overwrite answers ParameterAlreadyExists; with it, makes the next version.
    // @source SDK client-ssm PutParameter documentation (Overwrite)
    if (current && input.Overwrite !== true) {
      const message =
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.';
      throw new AwsError('ParameterAlreadyExists', message);
    }
    // @claim documented: Type is required to create a parameter and may be left out to overwrite one.
    // @source SDK client-ssm PutParameter documentation (Type)
    const type = input.Type ?? current?.type;
    if (!type) throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
    const version = this.set(name, input.Value ?? '', type, caller.principal);
    return { Version: version, Tier: this.tiers.get(name) ?? ('Standard' as const) };
  }

  private set(name: string, value: string, type: string, by: string): number {
    if (!TYPES.includes(type)) throw new NotPlayed(`ssm parameter ${name} of type ${type}`, TYPES);
    // @claim documented: A standard parameter holds a value of 1 to 4,096 characters, an advanced one of up to 8,192.
    // @source https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
    const tier = this.tiers.get(name) ?? 'Standard';
    const most = MOST_CHARACTERS[tier];
    if (value.length < 1 || value.length > most) {
      const message = `${tier} tier parameters support a maximum parameter value of ${most} characters.`;
      throw new AwsError('ValidationException', message);
    }
    const versions = this.parameters.get(name) ?? [];
    const change = { value, type, version: (versions.at(-1)?.version ?? 0) + 1, at: this.clock.now(), by };
    // @claim documented: Parameter Store keeps the newest 100 versions and drops the oldest one without a label.
    // @source https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
    this.parameters.set(name, [...versions, change].slice(-VERSIONS_KEPT));
    this.onChange(name, change);
    return change.version;
  }

  private nameOf(nameOrArn: string): string {
    const prefix = this.arnOf('');
    const path = nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : undefined;
    if (path === undefined && nameOrArn.includes(':')) {
      throw new NotPlayed(`ssm parameter name ${nameOrArn}`, ['a name', `an ARN that starts with ${prefix}`]);
    }
    if (path === undefined) return nameOrArn;
    return this.parameters.has(`/${path.replace(/^\//, '')}`) ? `/${path.replace(/^\//, '')}` : path;
  }

  // @claim documented: The ARN of a parameter joins `parameter` and the name with one slash, whether or not the name starts with one.
  // @source https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
  private arnOf(name: string): string {
    return arn('ssm', this.account, `parameter/${name.replace(/^\//, '')}`);
  }
}

// @claim documented: A SecureString is answered encrypted unless WithDecryption is true; the flag is ignored for a String.
// @source SDK client-ssm GetParameter documentation (WithDecryption)
function shownValue(name: string, { type, value, version }: ParameterVersion, decrypt: boolean | undefined): string {
  const sealed = type === 'SecureString' && decrypt !== true;
  return sealed ? Buffer.from(`sealed:${name}:${version}`).toString('base64') : value;
}
