import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { synthesiseInto, temporaryFolder } from '../support/rehearsal';
import { chromiumHere, DESKTOP, launch, PHONE } from './chromium';
import { type Looked, look } from './look';
import { type Served, serve } from './rehearsal';
import { scan } from './scanner';

const chromium = chromiumHere();

/** Real milliseconds in which a page, or what follows an answer, has to be there. */
const PATIENCE_MS = 30_000;
jest.setTimeout(2 * PATIENCE_MS);

const DEVICES: readonly [string, BrowserContextOptions][] = [
  ['on a phone in the dark', PHONE],
  ['on a desktop, without JavaScript', { ...DESKTOP, javaScriptEnabled: false }],
];

const { folder, remove } = temporaryFolder();
let browser: Browser;
/** A rehearsal for each device. */
const rehearsals = new Map<string, Served>();
beforeAll(async () => {
  const assembly = synthesiseInto(folder);
  const serving = DEVICES.map(async ([device]) => {
    rehearsals.set(device, await serve('scale-up-needs-approval', assembly));
  });
  const all = await Promise.allSettled([...serving, launch(chromium).then((launched) => (browser = launched))]);
  for (const one of all) if (one.status === 'rejected') throw one.reason;
}, 180_000);
afterAll(async () => {
  await Promise.all([browser?.close(), ...[...rehearsals.values()].map((served) => served.end())]);
  remove();
});

describe.each(DEVICES)('an engineer who is asked to approve, %s', (device, options) => {
  let served: Served;
  let context: BrowserContext;
  let desk: Page;
  let page: Page;
  const looked: Looked[] = [];
  const complaints: string[] = [];

  const lookAt = async (what: Page, name: string): Promise<void> => {
    looked.push(...(await look(what, `${device}, ${name}`)));
    await what.emulateMedia({ colorScheme: options.colorScheme ?? null });
  };
  const text = (): Promise<string> => page.locator('body').innerText();

  beforeAll(async () => {
    served = rehearsals.get(device) as Served;
    context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(error.error().message));
    desk = await context.newPage();
    await desk.goto(served.desk);
  });
  afterAll(async () => {
    await context?.close();
  });

  test('is shown at the desk what was sent, and time stands still', async () => {
    await desk.getByText('Somebody is asked, and time stands still').waitFor();
    const message = await desk.locator('#messages details').first().innerText();
    expect(message).toContain('DevOps, primary (devops-primary)');
    expect(message).toContain('Approval needed: scale-up of algo-trading-staging-trading.');
    expect(served.said()).toContain('Somebody is asked, and time stands still');
    await lookAt(desk, '1 the desk');
  });

  test('finds nothing answered by a scanner that runs JavaScript and follows every link of the message', async () => {
    const link = await pageLink(desk);
    const scanned = await scan(browser, link);
    // It has been everywhere: at the page, at its buttons’ addresses, and at the issuer.
    expect(scanned).toEqual(expect.arrayContaining([expect.stringMatching(/^GET \/i\/[^/]+$/)]));
    expect(scanned).toEqual(expect.arrayContaining([expect.stringMatching(/^HEAD \/i\/[^/]+\/acknowledge$/)]));
    expect(scanned).toEqual(expect.arrayContaining([expect.stringMatching(/^GET \/sign-in\?/)]));
    expect(scanned).toEqual(expect.arrayContaining([expect.stringMatching(/^GET \/issuer\/authorize/)]));
    page = await context.newPage();
    await page.goto(link);
    expect(await text()).toContain('Nobody has it: it is not acknowledged.');
    expect(await text()).toMatch(/Yes so far\s+Nobody yet\./);
  });

  test('reads what is wrong, what is asked, its effect and its undo', async () => {
    await page.close();
    [page] = await Promise.all([
      context.waitForEvent('page'),
      desk.getByRole('link', { name: 'Open the page' }).click(),
    ]);
    await page.waitForLoadState();
    const says = await text();
    expect(says).toContain('High CPU/Memory Utilization (trading)');
    expect(says).toContain('Since 20 Nov 2026 10:11:05 IST');
    expect(says).toContain('At least 3 tasks run instead of 2: each copy may send the same order.');
    expect(says).toMatch(/Undo\s+aws application-autoscaling register-scalable-target .* --min-capacity 2/);
    await lookAt(page, '2 the page');
  });

  test('acknowledges with one press', async () => {
    await page.getByRole('button', { name: 'I have it' }).click();
    await page
      .getByText(/^Acknowledged by devops-primary at /)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'I have it' }).count()).toBe(0);
    await lookAt(page, '3 acknowledged');
  });

  test('signs in, and is known by a cookie that no script can read', async () => {
    await page.getByRole('link', { name: 'Sign in to approve or refuse' }).click();
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await lookAt(page, '4 the issuer');
    await page.getByRole('button', { name: /^DevOps, primary/ }).click();
    await page.getByText('You are signed in as devops-primary.').waitFor();
    const session = (await context.cookies()).find(({ name }) => name === '__Host-session');
    expect(session).toMatchObject({ secure: true, httpOnly: true, path: '/' });
    await lookAt(page, '5 signed in');
  });

  test('approves with a reason, and is the one who did', async () => {
    await page.getByLabel('Reason to approve').fill('the book is quiet & <calm>');
    await page.getByRole('button', { name: /^Approve: scale-up/ }).click();
    await page
      .getByText(/Approved by devops-primary at .*the book is quiet & <calm>/)
      .first()
      .waitFor();
    await lookAt(page, '6 approved');
  });

  test('gets the all-clear, and the page says that it is fixed', async () => {
    // Without JavaScript it shows what is new when it is loaded again.
    if (options.javaScriptEnabled === false) await desk.reload();
    await desk.getByText('The story is over: resolved, fixed.').waitFor();
    const allClear = desk.locator('#messages details', { hasText: '[P2] resolved: High CPU/Memory Utilization' });
    expect(await allClear.textContent()).toMatch(/DevOps, primary.*is fixed at .* IST/s);
    await page.reload();
    expect(await text()).toMatch(/Fixed at 10:\d\d:\d\d IST\./);
    expect(await text()).toContain('Scaled up from 2 to 3');
    await lookAt(desk, '7 the desk');
    await lookAt(page, '8 fixed');
  });

  test('can read every page in the dark and in the light: contrasts are at least 4.5 to 1', () => {
    expect(looked.filter(({ contrasts }) => contrasts.length === 0)).toEqual([]);
    const grounds = (scheme: Looked['scheme']) =>
      new Set(looked.filter((one) => one.scheme === scheme).map(({ ground }) => ground));
    expect([...grounds('dark')].filter((ground) => grounds('light').has(ground))).toEqual([]);
    expect(
      looked.flatMap(({ page, scheme, contrasts }) =>
        contrasts.filter(({ contrast }) => contrast < 4.5).map((found) => ({ page, scheme, ...found })),
      ),
    ).toEqual([]);
  });

  test('never scrolls sideways', () => {
    expect(looked.filter(({ wider }) => wider > 0).map(({ page, wider }) => ({ page, wider }))).toEqual([]);
  });

  test('can press whatever is there with a thumb: 44 pixels either way', () => {
    expect(
      looked.flatMap(({ page, targets }) =>
        targets.filter(({ width, height }) => width < 44 || height < 44).map((target) => ({ page, ...target })),
      ),
    ).toEqual([]);
  });

  test('is sent no script by the app or the issuer, and hears no complaint of the browser', () => {
    expect(
      looked.filter(({ page, scripts }) => scripts > 0 && !page.includes('the desk')).map(({ page }) => page),
    ).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('ends it with Ctrl-C, with its pages still open', async () => {
    expect(await served.end()).toBe(0);
  });
});

async function pageLink(desk: Page): Promise<string> {
  const link = await desk.getByRole('link', { name: 'Open the page' }).first().getAttribute('href');
  if (!link) throw new Error('The desk shows no link to a page.');
  return link;
}
