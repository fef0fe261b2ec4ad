import { Inbox, message, texts } from './messages';

const NO_RIGHT = /^permission denied to (vacuum|analyze) "(.*)", skipping it$/;

/**
 * The server's messages in the words of PostgreSQL 15, as far as they differ in what this rehearsal sees: the warning
 * about a user's table that one may not vacuum or analyse. Its severity and SQLSTATE (WARNING, 01000) are the same.
 * https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/vacuum.c (vacuum_is_relation_owner)
 */
export function inWordsOf15(answer: Buffer): Buffer {
  if (!answer.includes('permission denied to ')) return answer;
  const inbox = new Inbox();
  inbox.add(answer);
  const said: Buffer[] = [];
  for (let next = inbox.take(); next !== undefined; next = inbox.take()) {
    said.push(next.type === 'N' ? notice(next.whole, next.body) : next.whole);
  }
  return Buffer.concat(said);
}

/** NoticeResponse: fields of a letter and a text each, and a last zero byte. */
function notice(whole: Buffer, body: Buffer): Buffer {
  const fields = texts(body.subarray(0, -1));
  const [, verb, table] = NO_RIGHT.exec(fields.find((field) => field.startsWith('M'))?.slice(1) ?? '') ?? [];
  if (verb === undefined) return whole;
  const kept = fields.filter((field) => /^[SVC]/.test(field));
  const says = `Mskipping "${table}" --- only table or database owner can ${verb} it`;
  const about = ['Fvacuum.c', 'Rvacuum_is_relation_owner'];
  return message('N', [...kept, says, ...about].map((field) => `${field}\0`).join(''), Buffer.alloc(1));
}
