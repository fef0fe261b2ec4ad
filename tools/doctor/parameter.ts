import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetParameterCommand, type Parameter } from '@aws-sdk/client-ssm';
import type { Check, World } from './check';
import { missing, ok } from './finding';

export const logGroup: Check<boolean> = {
  title: 'log group',
  needs: ['logs:DescribeLogGroups'],
  look: async ({ environment, clients: { logs } }) => {
    const { group } = environment.logs;
    // In the order of their names: the group itself is the first whose name begins with its own.
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }));
    return logGroups.some(({ logGroupName }) => logGroupName === group);
  },
  decide: (exists, { environment: { name, logs, region } }) => {
    if (exists) return ok('log group', `Log group ${logs.group} exists.`);
    const list = `aws logs describe-log-groups --query logGroups[].logGroupName --region ${region}`;
    const remedy = `Correct logs.group in environments/${name}.ts; there are: ${list}`;
    return missing('log group', `There is no log group ${logs.group}.`, remedy);
  },
};

/** @returns undefined when there is no such parameter. @throws when it cannot be read. */
export async function readParameter({ environment, clients: { ssm } }: World): Promise<Parameter | undefined> {
  try {
    const asked = { Name: environment.parameters.tradingEnabled, WithDecryption: true };
    return (await ssm.send(new GetParameterCommand(asked))).Parameter;
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

export const tradingParameter: Check<Parameter | undefined> = {
  title: 'trading parameter',
  needs: ['ssm:GetParameter'],
  look: readParameter,
  decide: (seen, { environment: { name, parameters, region } }) => {
    const title = 'trading parameter';
    const { tradingEnabled } = parameters;
    const put = `aws ssm put-parameter --name ${tradingEnabled} --region ${region}`;
    if (!seen) {
      const says = `There is no parameter ${tradingEnabled}: without it no runbook restarts anything.`;
      return missing(
        title,
        says,
        `Correct parameters.tradingEnabled in environments/${name}.ts, or: ${put} --type String --value false`,
      );
    }
    const { Value: value = '', Version: version = 0 } = seen;
    if (value === 'true' || value === 'false') return ok(title, `${tradingEnabled} is ${value}, version ${version}.`);
    const says = `${tradingEnabled} is neither true nor false, but ${value.length} other characters: that reads as disabled.`;
    return missing(title, says, `Write what you mean: ${put} --value <true or false> --overwrite`);
  },
};
