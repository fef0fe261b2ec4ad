import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { asItem, failed, type ItemAnswer, notConfigured, ok, unchecked } from '../shared/checklist/item';
import { CLIENT, setting } from '../shared/clients';
import { answerUnread, dateInWords, ObjectSource, Positions, readSignal } from '../shared/day-signals';
import { counted } from '../shared/wording';
import { enter, ofAnotherDay, rowsOf } from './decide';
import { LEDGER, readLedger, writeLedger } from './ledger';

const s3 = new S3Client(CLIENT);

const Input = v.object({
  /** `null`: not configured. */
  positions: v.nullable(ObjectSource),
});

/** How often the ledger is read anew when somebody else has written it in between. */
const TRIES = 3;

/** Writes the day's positions into the ledger, once, and reads it back. */
export const handler = asItem(Input, async ({ positions }, { date, now }) => {
  if (!positions) return notConfigured('Positions');
  const reading = await readSignal(positions, Positions, { date, now: now(), s3 });
  if (reading.state !== 'seen') return answerUnread('Positions', reading);
  const other = ofAnotherDay(date, reading.value);
  if (other) return unchecked(`Positions: stale: ${other}.`, { because: 'stale' });
  return append(setting('REPORT_BUCKET'), date, reading.value);
});

async function append(bucket: string, date: string, seen: Positions): Promise<ItemAnswer> {
  const rows = rowsOf(date, seen);
  const open = seen.positions.filter(({ netQuantity }) => netQuantity !== 0).length;
  const about = `${counted(open, 'open position')} of ${dateInWords(date)}`;
  const numbers = { date, asOf: seen.asOf, openPositions: open };
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const held = await readLedger(s3, bucket);
    const entry = enter(held.text, date, rows);
    if ('refused' in entry) return failed(`${LEDGER} was left alone: ${entry.refused}.`, { numbers, details: rows });
    if ('there' in entry) return ok(`${about}: in ${LEDGER} already.`, { numbers });
    if (!(await writeLedger(s3, bucket, entry.write, held))) continue;
    // What was written, read again: nobody has to take the answer's word for it.
    const { text } = await readLedger(s3, bucket);
    const after = enter(text, date, rows);
    return 'there' in after
      ? ok(`${about}: written into ${LEDGER} and read back.`, { numbers })
      : failed(`${about}: written into ${LEDGER}, and read back as something else.`, { numbers, details: rows });
  }
  return failed(`${about}: not written: somebody else has changed ${LEDGER} ${TRIES} times meanwhile.`, { numbers });
}
