import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { assembled } from '../support/assembled';
import { type Run, rehearse, temporaryFolder } from '../support/rehearsal';
import { chromiumHere, DESKTOP, launch } from './chromium';
import { type Looked, look } from './look';

const chromium = chromiumHere();

/** One that mends itself, one that reaches a person, one that asks in another environment, and a checklist. */
const STORIES = ['hung-tasks', 'crash-loop', 'scale-up-needs-approval', 'morning'];

const DEVICES: readonly [string, BrowserContextOptions][] = [
  ['on a phone', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }],
  ['on a desktop, without JavaScript', { ...DESKTOP, javaScriptEnabled: false }],
];

const { folder, remove } = temporaryFolder();
const file = join(folder, 'game-day.html');
let browser: Browser;
let run: Run;
beforeAll(async () => {
  run = await rehearse('--assembly', assembled(), '--report', file, ...STORIES);
  browser = await launch(chromium);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  remove();
}, 60_000);

test('the command says where the page is, and how large', () => {
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const size = Math.ceil(readFileSync(file).byteLength / 1000);
  expect(run.stdout).toContain(`Report: ${file} (${size} kB)`);
});

describe.each(DEVICES)('a colleague who is shown the report, %s', (device, options) => {
  let context: BrowserContext;
  let page: Page;
  let looked: Looked[];
  const requests: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    context = await browser.newContext(options);
    context.on('request', (request) => requests.push(request.url()));
    context.on('console', (message) => complaints.push(message.text()));
    context.on('weberror', (error) => complaints.push(error.error().message));
    page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
  });
  afterAll(async () => {
    await context?.close();
  });

  test('reads at once what was rehearsed, and that it held', async () => {
    expect(await page.locator('h1').innerText()).toBe('4 stories rehearsed, and every expectation held');
    expect(await page.getByText('are simulated').isVisible()).toBe(true);
    expect(await page.getByText('prod; staging in 1 story').isVisible()).toBe(true);
  });

  test('finds a story by its link, which unfolds it', async () => {
    const story = page.locator('#story-crash-loop');
    expect(await story.isVisible()).toBe(false);
    await page.getByRole('link', { name: 'The tasks keep crashing' }).click();
    await story.waitFor();
    expect(await story.locator('.time').isVisible()).toBe(true);
  });

  test('sees when what happened, and the states it went through', async () => {
    const story = page.locator('#story-crash-loop');
    for (const mark of ['fault', 'alarm', 'act', 'page', 'answer']) {
      const box = await story.locator(`.time use[href="#m-${mark}"]`).first().boundingBox();
      const width = page.viewportSize()?.width ?? 0;
      expect([mark, (box?.width ?? 0) > 5, (box?.x ?? -1) >= 0, (box?.x ?? 0) < width]).toEqual([
        mark,
        true,
        true,
        true,
      ]);
    }
    const names = (kind: string) => story.locator('.flow').first().locator(`text.${kind}`).allTextContents();
    expect(await names('v')).toEqual(
      expect.arrayContaining(['Restart if necessary', 'Escalate', 'Document the incident']),
    );
    expect(await names('n')).toEqual(expect.arrayContaining(['Joined', 'Verify that it is resolved']));
  });

  test('can read what stands above each lane to its end', async () => {
    const width = page.viewportSize()?.width ?? 0;
    const captions = await page.locator('.time text:not([text-anchor])').all();
    const boxes = await Promise.all(captions.map((one) => one.boundingBox()));
    expect(boxes.flatMap((box) => (box && box.x + box.width > width ? [box] : []))).toEqual([]);
  });

  test('no two times of day on an axis run into one another', async () => {
    for (const axis of await page.locator('.time svg').all()) {
      if (!(await axis.isVisible())) continue;
      const boxes = await Promise.all(
        (await axis.locator('text[text-anchor] tspan').all()).map((one) => one.boundingBox()),
      );
      const spans = boxes
        .flatMap((box) => (box ? [[box.x, box.x + box.width] as const] : []))
        .sort(([a], [b]) => a - b);
      expect(spans.length).toBeGreaterThan(1);
      for (const [index, [, end]] of spans.slice(0, -1).entries()) {
        expect(spans[index + 1]?.[0] ?? 0).toBeGreaterThanOrEqual(end);
      }
    }
  });

  test('reads the page as the engineer got it', async () => {
    const text = await page.locator('#story-crash-loop pre').first().innerText();
    expect(text).toMatch(/^P2 Trading Service Not Processing Orders: not-fixed after/);
    expect(text).toContain('\nWHAT TO DO NEXT\n');
  });

  test('unfolds everything, and can read it in the dark and in the light: contrasts are at least 4.5 to 1', async () => {
    for (const level of ['main > details.one', '.story details']) {
      const folded = page.locator(`${level}:not([open]) > summary`);
      for (let left = await folded.count(); left > 0; left--) await folded.first().click();
    }
    expect(await page.locator('main details:not([open])').count()).toBe(0);
    looked = await look(page, `report ${device}`);
    expect(looked.filter(({ contrasts }) => contrasts.length < 100)).toEqual([]);
    expect(looked[0]?.ground).not.toBe(looked[1]?.ground);
    expect(
      looked.flatMap(({ scheme, contrasts }) =>
        contrasts.filter(({ contrast }) => contrast < 4.5).map((found) => ({ scheme, ...found })),
      ),
    ).toEqual([]);
  });

  test('never scrolls sideways, and can hit whatever is there', () => {
    expect(looked.map(({ wider }) => wider)).toEqual([0, 0]);
    // 24 pixels: https://www.w3.org/TR/WCAG22/#target-size-minimum
    expect(looked.flatMap(({ targets }) => targets.filter(({ width, height }) => width < 24 || height < 24))).toEqual(
      [],
    );
  });

  test('asks nothing of the network, runs no script, and hears no complaint of the browser', () => {
    expect(looked.map(({ scripts }) => scripts)).toEqual([0, 0]);
    expect([...new Set(requests.map((url) => url.replace(/#.*/, '')))]).toEqual([pathToFileURL(file).href]);
    expect(complaints).toEqual([]);
  });
});
