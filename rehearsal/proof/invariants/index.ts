import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Undisturbed } from '../points';
import type { Staged } from '../staged';
import { DIRECTION } from './direction';
import { PRESENT } from './present';
import { SILENCE } from './silence';
import { VERDICTS } from './verdicts';
import type { Invariant, KnownApproval, KnownIncident, World } from './world';

export type { Invariant, World };

export const INVARIANTS: readonly Invariant[] = [...DIRECTION, ...VERDICTS, ...SILENCE, ...PRESENT];

/**
 * What is against any promise, each under its sentence.
 * @param undisturbed the same story while nothing of ours goes wrong, where there is one.
 * @param denials whether permissions were taken away in it.
 */
export async function judged(
  staged: Staged,
  undisturbed: Undisturbed | undefined,
  denials: boolean,
): Promise<string[]> {
  const { cloud, description } = staged.stage;
  const items = (await cloud.dynamoDb.scan(description.table)).map((item) => unmarshall(item as never));
  const kept = <Item>(sk: RegExp) => items.filter((item) => sk.test(item.sk)) as unknown as readonly Item[];
  const world: World = {
    ...staged,
    undisturbed,
    denials,
    incidents: kept<KnownIncident>(/^HEAD$/),
    approvals: kept<KnownApproval>(/^APPROVAL#/),
  };
  return INVARIANTS.flatMap(({ promise, says, broken }) =>
    broken(world).map((words) => `promise ${promise}, "${says}": ${words}`),
  );
}
