import { type ApiResponse, page } from '../shared/api';
import { message } from '../shared/html';

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
): ApiResponse => {
  const links =
    to === undefined
      ? []
      : [
          { title: 'Try again', url: `/sign-in?to=${encodeURIComponent(to)}` },
          { title: 'Back to the page', url: to },
        ];
  return page(status, message({ title, text: said, links }), cookies);
};

export const signedOutPage = (to: string | undefined, cookies: readonly string[]): ApiResponse =>
  page(
    200,
    message({
      title: 'Signed out',
      text: 'You are signed out here. The issuer may still know you, and sign you in again without asking.',
      links: to === undefined ? [] : [{ title: 'Back to the page', url: to }],
    }),
    cookies,
  );
