import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';

/** Keeps quiet: nothing is fetched but what a test opens. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** @throws in one line, without a stack, when this machine has no Chromium. */
export function chromiumHere(): string {
  const { CHROMIUM } = process.env;
  const found = [...(CHROMIUM ? [CHROMIUM] : PLACES)].find((path) => existsSync(path));
  if (found) return found;
  const error = new Error(
    `The browser tests need Chromium (apt-get install chromium), at ${CHROMIUM ?? PLACES.join(' or ')}; CHROMIUM=<path> names another place.`,
  );
  error.stack = error.message;
  throw error;
}

/** A browser with a profile of its own, which goes when it is closed. */
export const launch = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args: FLAGS });

/** A phone in somebody's hand, in the dark. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  colorScheme: 'dark',
};

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' };
