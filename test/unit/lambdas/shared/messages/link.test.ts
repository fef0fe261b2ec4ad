import { linkExpiry, makeLink, withoutLinks } from '../../../../../lambdas/shared/messages/link';
import { PageLinks } from '../../../../../lambdas/shared/page-links';
import { modelledTable, TABLE } from '../../../../support/dynamodb';
import { at, isoAfter } from '../../../../support/incidents';

const DAY = 86_400;
const deadlineAt = isoAfter(1800);

test('a link opens the incident until a day after the deadline: the next morning', () => {
  expect(linkExpiry({ deadlineAt }, at(60))).toBe(isoAfter(1800 + DAY));
});

test('who is paged after the deadline has the day as well', () => {
  expect(linkExpiry({ deadlineAt }, at(7200))).toBe(isoAfter(7200 + DAY));
});

test('a link stands for its contact and rung before anybody can be sent it, and the table does not know it', async () => {
  const { client, items } = modelledTable();
  const links = new PageLinks(client, TABLE);
  const about = { incidentId: 'i', contact: 'trading-primary', rung: 1, expiresAt: isoAfter(DAY) };
  const address = await makeLink(links, 'https://api.example.com', about);
  const secret = /^https:\/\/api\.example\.com\/i\/([\w-]{43})$/.exec(address)?.[1] ?? '';
  await expect(links.find(secret)).resolves.toEqual(about);
  expect(JSON.stringify(await items())).not.toContain(secret);
});

test('what is quoted of a link is taken out, also when the quotation ends in the middle of it', () => {
  expect(withoutLinks('Refused: "https://api/i/abc_-9" and https://api/i/ab')).toBe(
    'Refused: "https://api/i/…" and https://api/i/…',
  );
});
