import { type AuthorizationRequest, type Parameters, readAuthorization } from './authorization';
import type { Codes } from './codes';
import { choicePage, pageHeaders, refusalPage } from './page';
import type { Person } from './person';

/** What a browser is answered. */
export interface BrowserAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface BrowserOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly people: readonly Person[];
  readonly now: () => number;
  readonly sendBrowserTo: (redirectUri: string) => string;
  readonly codes: Codes;
  /** Path of this page. */
  readonly path: string;
}

/** The page that asks who one is: GET shows it, POST chooses. Nobody is signed in by a GET. */
export class AuthorizationPage {
  constructor(private readonly options: BrowserOptions) {}

  answer(method: string, query: Parameters, form: Parameters): BrowserAnswer {
    if (!['GET', 'HEAD', 'POST'].includes(method)) return this.refuse(405, `${method} is not answered here.`);
    const { issuer, people, redirectUri, sendBrowserTo, path } = this.options;
    const given = method === 'POST' ? form : query;
    const request = readAuthorization(given, this.options);
    if ('untrusted' in request) return this.refuse(400, `${request.untrusted}.`);
    if ('refused' in request)
      return this.sendBack(request, { error: request.refused, error_description: request.because });
    if (method === 'POST') return this.choose(form, request);
    // Chromium holds the redirect that follows the form to this as well.
    const headers = pageHeaders(new URL(sendBrowserTo(redirectUri)).origin);
    return { status: 200, headers, body: method === 'HEAD' ? '' : choicePage(issuer, people, given, path) };
  }

  private choose(form: Parameters, { challenge, nonce, state }: AuthorizationRequest): BrowserAnswer {
    const { people, codes, clientId, redirectUri, now } = this.options;
    if (form.cancel !== undefined) return this.sendBack({ state }, { error: 'access_denied' });
    const person = people.find(({ subject }) => subject === form.subject);
    if (person === undefined)
      return this.refuse(400, `subject: given "${form.subject ?? ''}", expected one of the people on the page.`);
    const { subject } = person;
    return this.sendBack(
      { state },
      { code: codes.issue({ clientId, redirectUri, subject, challenge, nonce, at: now() }) },
    );
  }

  private sendBack({ state }: Pick<AuthorizationRequest, 'state'>, result: Record<string, string>): BrowserAnswer {
    const { sendBrowserTo, redirectUri } = this.options;
    const to = new URL(sendBrowserTo(redirectUri));
    for (const [name, value] of Object.entries(result)) to.searchParams.set(name, value);
    if (state !== undefined) to.searchParams.set('state', state);
    return { status: 303, headers: { ...pageHeaders(), location: to.href }, body: '' };
  }

  private refuse(status: number, said: string): BrowserAnswer {
    return { status, headers: pageHeaders(), body: refusalPage(this.options.issuer, said) };
  }
}
