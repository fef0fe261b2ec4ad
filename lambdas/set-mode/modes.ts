import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type Mode, parseMode } from '../shared/guard/mode';
import { type Look, look } from '../shared/step';

/** So many parameters are read in one call. */
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
const AT_ONCE = 10;

/** By the names of their parameters. */
export type Modes = ReadonlyMap<string, Look<Mode>>;

/**
 * Reads modes by the names of their parameters, each by itself: one that says something else is unseen and hides no other.
 * @throws when Parameter Store does not answer.
 */
export async function readModes(ssm: SSMClient, names: readonly string[]): Promise<Modes> {
  const values = new Map<string, string | undefined>();
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const Names = names.slice(from, from + AT_ONCE);
    const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names }));
    for (const { Name = '', Value } of Parameters) values.set(Name, Value);
  }
  const read = await Promise.all(
    names.map(async (name) => [name, await look(async () => parseMode(name, values.get(name)))] as const),
  );
  return new Map(read);
}
