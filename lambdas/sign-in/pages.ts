import { html } from 'hono/html';
import { type ApiResponse, page } from '../shared/api';

/** What went wrong, and where to try again. */
export interface Problem {
  readonly status: number;
  readonly title?: string;
  /** Whole sentences, for the person at the browser. */
  readonly said: string;
  /** The page they wanted to see; unknown where the address or the cookie has not said it. */
  readonly to?: string;
}

export const problemPage = (
  { status, title = 'Not signed in', said, to }: Problem,
  cookies?: readonly string[],
): ApiResponse =>
  page(
    status,
    plain(
      title,
      said,
      to === undefined
        ? ''
        : html`<p><a href="/sign-in?to=${encodeURIComponent(to)}">Try again</a></p>
<p><a href="${to}">Back to the page</a></p>`,
    ),
    cookies,
  );

export const signedOutPage = (to: string | undefined, cookies: readonly string[]): ApiResponse =>
  page(
    200,
    plain(
      'Signed out',
      'You are signed out here. The issuer may still know you, and sign you in again without asking.',
      to === undefined ? '' : html`<p><a href="${to}">Back to the page</a></p>`,
    ),
    cookies,
  );

type Markup = ReturnType<typeof html> | string;

/** For a phone, in the dark as well: the browser's own colours follow what its owner has chosen. */
const plain = (title: string, said: string, then: Markup): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:34rem;padding:0 1rem}a{display:inline-block;padding:.6rem 0}</style>
</head>
<body>
<h1>${title}</h1>
<p>${said}</p>
${then}
</body>
</html>`);
