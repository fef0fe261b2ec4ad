import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { isRefusal } from '../shared/acting';
import { look } from '../shared/step';
import { readSwitch, type Switch } from '../shared/stop';
import { named } from '../shared/wording';

/** What became of the one write that enables trading. */
export type Enabled =
  | { readonly is: 'written'; readonly version: number }
  /** SSM has said no: nothing was written. */
  | { readonly is: 'refused'; readonly says: string }
  /** There was no answer, and the parameter does not show what became of it. */
  | { readonly is: 'unknown'; readonly says: string };

/**
 * Enables trading: the only place that ever does. It is asked for once. Where the answer got lost, the parameter itself is
 * read, and nothing is repeated: a second write could come after somebody has disabled trading again.
 * @param before the parameter as it was seen right before.
 */
export async function enableTrading(
  { ssm, acting }: { readonly ssm: SSMClient; readonly acting: SSMClient },
  name: string,
  before: Switch,
): Promise<Enabled> {
  try {
    const { Version = 0 } = await acting.send(new PutParameterCommand({ Name: name, Value: 'true', Overwrite: true }));
    return { is: 'written', version: Version };
  } catch (error) {
    if (isRefusal(error)) return { is: 'refused', says: named(error) };
    const now = await look(() => readSwitch(ssm, name));
    if ('unseen' in now) return { is: 'unknown', says: `${named(error)}; and then ${now.unseen}` };
    return found(now.seen, before.version) ?? { is: 'unknown', says: named(error) };
  }
}

/** Whether the parameter shows that a write of ours has landed on top of a version. */
export const found = ({ value, version }: Switch, before: number): Enabled | undefined =>
  value === 'true' && version === before + 1 ? { is: 'written', version } : undefined;
