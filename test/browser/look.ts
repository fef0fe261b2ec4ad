import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** How a page is to whoever reads and presses it. */
interface Measured {
  readonly contrasts: readonly { readonly text: string; readonly contrast: number }[];
  /** In CSS pixels. */
  readonly targets: readonly { readonly what: string; readonly width: number; readonly height: number }[];
  /** CSS pixels by which the page is wider than the screen. */
  readonly wider: number;
  readonly scripts: number;
  readonly ground: string;
}

/** One page as it was in one colour scheme. */
export interface Looked extends Measured {
  readonly page: string;
  readonly scheme: 'dark' | 'light';
}

const MEASURE = readFileSync(join(__dirname, 'measure.js'), 'utf8');

/** Looks at a page in the dark and in the light, and keeps a picture of it where somebody wants one (SCREENSHOTS=<folder>). */
export async function look(page: Page, name: string): Promise<Looked[]> {
  const looked: Looked[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    looked.push({ ...((await page.evaluate(MEASURE)) as Measured), page: name, scheme });
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
