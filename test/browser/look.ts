import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** How a page is to whoever reads and presses it. */
interface Measured {
  readonly contrasts: readonly { readonly text: string; readonly contrast: number }[];
  /** In CSS pixels. */
  readonly targets: readonly { readonly what: string; readonly width: number; readonly height: number }[];
  /** Of the page, in CSS pixels. */
  readonly width: number;
  readonly scripts: number;
  readonly ground: string;
}

/** One page as it was in one colour scheme. */
export interface Looked extends Measured {
  readonly page: string;
  readonly scheme: 'dark' | 'light';
  /** CSS pixels by which the page is wider than the screen: a phone’s browser makes its own width larger for such a page. */
  readonly wider: number;
}

const MEASURE = readFileSync(join(__dirname, 'measure.js'), 'utf8');

/** Looks at a page in the dark and in the light, and keeps a picture of it where somebody wants one (SCREENSHOTS=<folder>). */
export async function look(page: Page, name: string): Promise<Looked[]> {
  const looked: Looked[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const measured = (await page.evaluate(MEASURE)) as Measured;
    const wider = measured.width - (page.viewportSize()?.width ?? 0);
    looked.push({ ...measured, wider, page: name, scheme });
    await keep(page, `${name}, ${scheme}`);
  }
  return looked;
}

async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(/[^\w]+/g, '-')}.png`), fullPage: true });
}
