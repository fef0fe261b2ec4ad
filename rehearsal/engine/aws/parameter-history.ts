import type { GetParameterHistoryRequest, GetParameterHistoryResult, ParameterHistory } from '@aws-sdk/client-ssm';
import { refuseOthers } from '../refuse';
import { type Account, AwsError } from './service';
import type { ParameterVersion } from './ssm';

const PAGE = 50;

/** What a parameter is called, and every version there is of it, oldest first. */
interface Known {
  readonly name: string;
  readonly versions: readonly ParameterVersion[];
  readonly account: Account;
}

/** GetParameterHistory of Systems Manager. @param shown the value of a version as the caller sees it. */
export function parameterHistory(
  input: GetParameterHistoryRequest,
  { name, versions, account }: Known,
  shown: (version: ParameterVersion) => string,
): GetParameterHistoryResult {
  refuseOthers('ssm GetParameterHistory', input, ['Name', 'WithDecryption', 'MaxResults', 'NextToken']);
  // @claim documented: GetParameterHistory answers at most 50 versions a page, or MaxResults, and a NextToken while there are more.
  // @source https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html
  const { MaxResults: size = PAGE, NextToken } = input;
  if (!(Number.isInteger(size) && size >= 1 && size <= PAGE)) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: MaxResults is ${size}; 1 to 50 are allowed.`,
    );
  }
  // @claim cross-checked: Versions come oldest first.
  // @source https://github.com/aws/aws-cli/blob/develop/awscli/examples/ssm/get-parameter-history.rst
  const after = NextToken === undefined ? 0 : Number(/^after-version-(\d+)$/.exec(NextToken)?.[1]);
  if (Number.isNaN(after)) throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  const left = versions.filter(({ version }) => version > after);
  const page = left.slice(0, size);
  const last = page.at(-1);
  return {
    Parameters: page.map((version): ParameterHistory => {
      return {
        Name: name,
        Type: version.type as 'String' | 'SecureString',
        LastModifiedDate: new Date(version.at),
        LastModifiedUser: userOf(version.by, account),
        Value: shown(version),
        Version: version.version,
        Labels: [],
        Tier: 'Standard',
        Policies: [],
        DataType: 'text',
      };
    }),
    ...(last && page.length < left.length ? { NextToken: `after-version-${last.version}` } : {}),
  };
}

// @claim documented: LastModifiedUser is the ARN of the user who last changed the parameter.
// @source SDK client-ssm GetParameterHistory documentation (ParameterHistory.LastModifiedUser)
// @claim assumed: A change by a role is told by the ARN of the role, where AWS names its session; one by people by a user called `people`.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
const userOf = (by: string, { id }: Account): string => (by.startsWith('arn:') ? by : `arn:aws:iam::${id}:user/${by}`);
