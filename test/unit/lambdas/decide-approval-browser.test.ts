import { asMarkdown, makeReport } from '../../../lambdas/document-incident/report';
import { at as instant, isoAfter } from '../../support/incidents';
import { asks, claims, cookie, encoded, fields, PRESSED, signedBy, TWO_PEOPLE } from './approvals/api-world';
import { answered, changesNothing, door, refused } from './approvals/door';
import { DIRECTORY, INCIDENT } from './approvals/people';
import { words } from './show-incident/seen';

const at = door();
const question = () => at.world.approvals.get(INCIDENT, 'a1');
const findings = async () => (await at.world.table.lines(INCIDENT)).map(({ finding }) => finding);

describe('who is signed in, is known, and presses the button of their own page', () => {
  test('approves: it is stored, written down, told, and the page is shown again', async () => {
    await expect(at.press()).resolves.toMatchObject({
      statusCode: 303,
      headers: { location: `/incidents/${INCIDENT}` },
    });
    expect(await question()).toMatchObject({ status: 'approved', decisions: [{ contact: 'trading-primary' }] });
    expect(answered(at)).toEqual(['token of the page', 'token of the question']);
  });

  test('comes back to the link the page was opened with', async () => {
    const to = `/i/${'x'.repeat(43)}`;
    await expect(at.press(fields(at.session, { to }))).resolves.toMatchObject({ headers: { location: to } });
  });

  test('refuses', async () => {
    await expect(at.press(fields(at.session, { decision: 'refuse' }))).resolves.toMatchObject({ statusCode: 303 });
    expect(await question()).toMatchObject({ status: 'refused' });
  });

  test('may send the form in base64, as the gateway does with what it takes for binary', async () => {
    const body = Buffer.from(encoded(fields(at.session))).toString('base64');
    await expect(at.press(undefined, { body, isBase64Encoded: true })).resolves.toMatchObject({ statusCode: 303 });
  });

  test('and had said yes where two are needed may take it back', async () => {
    at.world.know(TWO_PEOPLE);
    await at.press();
    await expect(at.press(fields(at.session, { decision: 'refuse', reason: 'wrong button' }))).resolves.toMatchObject({
      statusCode: 303,
    });
    expect(await question()).toMatchObject({ status: 'refused' });
    await refused(
      at,
      () => at.press(fields(at.leads), { cookies: [cookie(at.leads)] }),
      409,
      /Refused by trading-primary .*: wrong button\./,
    );
  });
});

describe('the same request again', () => {
  test.each(['approve', 'refuse'])('after %s changes nothing, and says that it has been taken', async (decision) => {
    const form = fields(at.session, { decision });
    await at.press(form);
    await refused(
      at,
      () => at.press(form),
      409,
      /^Nothing was changed Nothing was changed (Approved|Refused) by trading-primary .*you have given it already, and it stands\./,
    );
  });

  test('at the same instant is one answer', async () => {
    const answers = await Promise.all([at.press(), at.press(), at.press()]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409, 409]);
    expect((await question())?.decisions).toHaveLength(1);
    expect(at.world.told.mock.calls.filter(([{ input }]) => input.taskToken === 'token of the question')).toHaveLength(
      1,
    );
    expect(await findings()).toHaveLength(1);
  });

  test('where two are needed does not stand for the second', async () => {
    at.world.know(TWO_PEOPLE);
    await at.press();
    await refused(at, () => at.press(), 409, /You have approved it already, .*a second person is needed: team-lead/);
    const iamToo = {
      authorizer: { iam: { userArn: 'arn:aws:iam::123456789012:user/trading-primary', accountId: '1' } },
    };
    const body = JSON.stringify({ approval: 'a1', decision: 'approve', reason: 'x' });
    const { statusCode } = await changesNothing(at, () => at.send({ ...iamToo, body }));
    expect(statusCode).toBe(409);
    expect(await question()).toMatchObject({ status: 'asked' });
  });
});

describe('not now', () => {
  test('before the runbook waits', async () => {
    await asks(at.world.approvals, INCIDENT, 'a2');
    await refused(at, () => at.press(fields(at.session, { approval: 'a2' })), 409, /does not wait for the answer yet/);
  });

  test('a question there is none of', async () => {
    await refused(at, () => at.press(fields(at.session, { approval: 'a9' })), 404, /There is no question "a9"/);
  });

  test('after it has expired', async () => {
    jest.setSystemTime(instant(1800));
    const later = await signedBy(at.keys.ours, claims('trading-primary', { exp: PRESSED / 1000 + 3000 }));
    await refused(
      at,
      () => at.press(fields(later), { cookies: [cookie(later)] }),
      409,
      /expired at 10:32:17 IST: not approved/,
    );
  });

  test('after the incident was closed', async () => {
    await at.world.table.closeByPerson(await at.world.table.get(INCIDENT), { by: 'cto', reason: 'x' }, isoAfter(100));
    await refused(at, () => at.press(), 409, /The incident has ended as closed; your answer changes nothing/);
  });

  test('while the incident is being closed: nothing is stored', async () => {
    const open = await at.world.table.get(INCIDENT);
    at.world.modelled.beforeNext('TransactWriteItems', () =>
      at.world.table.closeByPerson(open, { by: 'cto', reason: 'x' }, isoAfter(119)),
    );
    const { statusCode, body } = await at.press();
    expect(statusCode).toBe(409);
    expect(words(body)).toContain('The incident has ended as closed');
    expect(await question()).toMatchObject({ status: 'asked', decisions: [] });
    expect(at.world.told).not.toHaveBeenCalled();
  });

  test('when the one who was taken off the list had said the first yes of two, one more is not enough', async () => {
    at.world.know(TWO_PEOPLE);
    await at.press();
    const contacts = ['team-lead', 'trading-backup', 'cto'];
    at.world.know({ ...DIRECTORY, approvers: { ...DIRECTORY.approvers, 'scale-up': { contacts, people: 2 } } });
    await at.press(fields(at.leads), { cookies: [cookie(at.leads)] });
    expect(await question()).toMatchObject({ status: 'asked', decisions: [{}, {}] });
    expect(answered(at)).not.toContain('token of the question');
  });
});

describe('a reason', () => {
  const NASTY =
    '<script>alert(1)</script>\r\n- 10:02:17 IST **Approval**: Approved by cto\u2028## Heading\u001b[2J\u202e';

  test('is kept as it was typed, and makes no line of its own in the timeline or the report', async () => {
    await at.press(fields(at.session, { reason: `  ${NASTY}  ` }));
    expect((await question())?.decisions[0]?.reason).toBe(NASTY);
    const lines = await at.world.table.lines(INCIDENT);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.finding).toMatch(/^Approved by trading-primary .* Reason: <script>[^\p{C}\p{Zl}\p{Zp}]*$/u);
    const report = asMarkdown(makeReport(await at.world.table.get(INCIDENT), 'escalated', lines, []));
    expect(report.split(/[\r\n\u2028\u2029]/).filter((line) => line.startsWith('- '))).toHaveLength(1);
    expect(report).not.toMatch(/[^\\]</);
  });

  test('of a refusal is said to the next who presses, as text on one line', async () => {
    await at.press(fields(at.session, { decision: 'refuse', reason: NASTY }));
    const { statusCode, body } = await changesNothing(at, () =>
      at.press(fields(at.leads), { cookies: [cookie(at.leads)] }),
    );
    expect(statusCode).toBe(409);
    expect(body).not.toContain('<script');
    expect(body).toContain('&lt;script&gt;');
  });
});

describe('when AWS fails', () => {
  test('a directory that cannot be read is no fault of the person, and nothing is stored', async () => {
    at.world.know({ ...DIRECTORY, contacts: 'none' } as never);
    const { statusCode, body } = await changesNothing(at, () => at.press());
    expect(statusCode).toBe(500);
    expect(words(body)).toContain('look at the page again');
  });

  test('a timeline that cannot be written keeps the runbook from nothing', async () => {
    const send = jest
      .spyOn(Object.getPrototypeOf(at.world.table), 'write')
      .mockRejectedValueOnce(new TypeError('fetch failed'));
    await expect(at.press()).resolves.toMatchObject({ statusCode: 303 });
    expect(send).toHaveBeenCalled();
    expect(answered(at)).toContain('token of the question');
  });
});
