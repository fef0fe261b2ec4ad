import type { Browser, Page } from 'playwright-core';

/** Addresses that a scanner looks at, at most: a site that never ends would keep it for ever. */
const MOST = 60;

/**
 * What a mail gateway does with a link before anybody reads the mail: opens it in a real browser, lets its scripts run, and
 * opens whatever is linked from there, and what forms lead to, in turn; each with HEAD, GET and HEAD again. It presses nothing
 * and stays on this machine.
 * @returns each request as `GET /path?query`, in order.
 */
export async function scan(browser: Browser, link: string): Promise<string[]> {
  const { origin } = new URL(link);
  const context = await browser.newContext({ javaScriptEnabled: true });
  await context.route(
    (url) => url.origin !== origin,
    (route) => route.abort(),
  );
  const scanned: string[] = [];
  context.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (request.url().startsWith(origin)) scanned.push(`${request.method()} ${pathname}${search}`);
  });
  const page = await context.newPage();
  const seen = new Set<string>();
  const left = [link];
  for (let url = left.pop(); url !== undefined && seen.size < MOST; url = left.pop()) {
    if (seen.has(url)) continue;
    seen.add(url);
    const { pathname, search } = new URL(url);
    for (const method of ['HEAD', 'GET', 'HEAD'] as const) {
      if (method === 'GET') await open(page, url);
      else await context.request.fetch(url, { method, maxRedirects: 0, failOnStatusCode: false });
      if (method === 'HEAD') scanned.push(`HEAD ${pathname}${search}`);
    }
    left.push(...(await leadsOn(page)).filter((to) => to.startsWith(`${origin}/`)));
  }
  await context.close();
  return scanned;
}

/** An answer of 4xx is one, too. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' });
}

/** Wherever this page leads, absolute. */
const leadsOn = (page: Page): Promise<string[]> =>
  page.evaluate(
    "[...document.querySelectorAll('a[href]')].map((link) => link.href).concat([...document.forms].map((form) => form.action))",
  );
