import type { PageLink } from '../shared/page-links';

/** Somebody who is signed in. */
export interface SignedIn {
  /** The session's token: what this person's forms are made with. */
  readonly session: string;
  /** As the issuer knows them, in words. */
  readonly known: string;
  /** Id of the contact; undefined: nobody we know. */
  readonly contact?: string;
}

/** Who reads the page, and how they came to it. */
export interface Viewer {
  /** The link of somebody's own page. */
  readonly link?: { readonly secret: string; readonly about: PageLink };
  /** Or why they are not, in one sentence. */
  readonly signedIn: SignedIn | { readonly not: string };
}

/** Path of the page as this person came to it. */
export const pathOf = (incidentId: string, { link }: Pick<Viewer, 'link'>): string =>
  link ? `/i/${link.secret}` : `/incidents/${encodeURIComponent(incidentId)}`;

/** Where a person signs in, to come back to a page of ours. */
export const signInPath = (to: string): string => `/sign-in?to=${encodeURIComponent(to).replaceAll('%2F', '/')}`;
