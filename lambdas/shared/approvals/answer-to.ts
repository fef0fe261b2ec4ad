import type { Approval } from './approval';
import type { ApprovalTable } from './table';

/**
 * What came of the question this step has asked. A question of another step is none of its business.
 *
 * The step is worked again when the waiting has ended. Has it ended before the question has, because it failed, the question
 * is closed first: what people answered then would reach nobody, and they would believe that something is being done.
 * @param id of the last question that was asked in this run; null before the first.
 */
export async function answerTo(
  approvals: ApprovalTable,
  {
    incidentId,
    step,
    id,
  }: { readonly incidentId: string; readonly step: string; readonly id: string | null | undefined },
  now: number,
): Promise<Approval | undefined> {
  const read = async (): Promise<Approval | undefined> => {
    const found = id ? await approvals.get(incidentId, id) : undefined;
    return found?.step === step ? found : undefined;
  };
  const found = await read();
  if (found?.status !== 'asked' || now >= new Date(found.expiresAt).getTime()) return found;
  await approvals.lapse(incidentId, found.id, 'asked');
  // Somebody may have been quicker.
  return read();
}
