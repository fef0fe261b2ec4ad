import { dateInWords } from '../shared/calendar/zone';
import { type Gate, gateWords } from '../shared/checklist/gate';

export type Waiver =
  /** `again`: the same person has done so already, for the same reason. */
  | { readonly may: true; readonly again: boolean; readonly gate: Gate }
  | { readonly may: false; readonly status: 403 | 409; readonly because: string };

/**
 * Whether somebody we know may waive the gate of a day:
 *
 * 1. They stand on the list for it. One is enough: trading stays disabled, and resuming it takes two.
 * 2. The gate is closed: what nobody has closed, and what has passed, needs no waiver.
 * 3. Nobody has waived it before, for the first who does answers for it. Asking again for the same reason is as good as once.
 *
 * @param approvers ids of contacts.
 */
export function decideWaiver(
  gate: Gate | undefined,
  asked: { readonly contact: string; readonly reason: string; readonly date: string },
  approvers: readonly string[],
): Waiver {
  const { contact, reason, date } = asked;
  const no = (status: 403 | 409, because: string): Waiver => ({ may: false, status, because });
  if (!approvers.includes(contact)) {
    const who = approvers.length > 0 ? approvers.join(', ') : 'nobody in this environment';
    return no(403, `${contact} may not waive the gate of the open. Who may: ${who}.`);
  }
  if (gate?.state === 'closed') return { may: true, again: false, gate };
  if (gate?.waived?.by === contact && gate.waived.reason === reason) return { may: true, again: true, gate };
  return no(409, `There is no closed gate to waive on ${dateInWords(date)}. ${gateWords(gate)}`);
}
