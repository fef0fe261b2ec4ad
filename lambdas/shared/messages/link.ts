import type { Incident } from '../incident';
import { newLink, type PageLink, type PageLinks } from '../page-links';

/** Where whoever signs in reads an incident. */
export const incidentAddress = (pages: string, incidentId: string): string => `${pages}/incidents/${incidentId}`;

const READABLE_MS = 24 * 3600 * 1000;

/**
 * When a page's link expires: a day after the deadline, or after the page where that is later. Who was woken reads the
 * incident again in the morning and hands it over; but a link opens the page without a sign-in, so one that is found in an
 * old mail opens nothing.
 */
export const linkExpiry = ({ deadlineAt }: Pick<Incident, 'deadlineAt'>, now: number): string =>
  new Date(Math.max(new Date(deadlineAt).getTime(), now) + READABLE_MS).toISOString();

/** Makes a link of one's own for one contact. @returns its address, which works before anybody can be sent it. */
export async function makeLink(
  links: PageLinks,
  pages: string,
  about: Omit<PageLink, 'acknowledgedAt'>,
): Promise<string> {
  const secret = newLink();
  await links.keep(secret, about);
  return `${pages}/i/${secret}`;
}

/** An error that quotes a page, whole or cut off, quotes its link: that is for nobody's timeline or log. */
export const withoutLinks = (text: string): string => text.replace(/\/i\/[\w-]+/g, '/i/…');
