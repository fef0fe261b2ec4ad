import { type HTMLElement, parse } from 'node-html-parser';
import type { ApiAnswer, ApiRequest } from '../engine/http-api';
import type { Issuer } from '../issuer';

/** A page as it stands on the phone. */
export interface Shown {
  readonly status: number;
  /** What a person reads, with its lines. */
  readonly text: string;
  readonly path: string;
}

/** A browser without scripts: opens links, keeps cookies, follows redirects, sends the forms it is shown. */
export class Phone {
  private readonly cookies = new Map<string, string>();
  private document: HTMLElement | undefined;
  private shown: Shown | undefined;

  constructor(
    private readonly api: { readonly endpoint: string; request(request: ApiRequest): Promise<ApiAnswer> },
    private readonly issuer: Issuer,
    private readonly whileBusy: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  /** @param url of the API, or a path of it. */
  async open(url: string): Promise<Shown> {
    return this.go('GET', url.startsWith('/') ? url : pathOf(url));
  }

  /** What a mail scanner does: looks, and nothing more. */
  async scan(url: string, method: 'GET' | 'HEAD'): Promise<Shown> {
    return this.go(method, pathOf(url));
  }

  /** Whether the page has such a button. */
  offers(button: RegExp): boolean {
    return this.document?.querySelectorAll('button').some(({ text }) => button.test(text.trim())) ?? false;
  }

  /**
   * Presses the button with that text, after filling in fields of its form.
   * @throws when the page has no such button.
   */
  async press(button: RegExp, fields: Readonly<Record<string, string>> = {}): Promise<Shown> {
    const form = this.document
      ?.querySelectorAll('form')
      .find((one) => one.querySelectorAll('button').some(({ text }) => button.test(text.trim())));
    if (!form) throw new Error(`There is no button ${button} on the page ${this.shown?.path}:\n${this.shown?.text}`);
    const sent = new URLSearchParams();
    for (const input of form.querySelectorAll('input,textarea')) {
      const name = input.getAttribute('name');
      if (name) sent.set(name, fields[name] ?? input.getAttribute('value') ?? '');
    }
    const pressed = form.querySelectorAll('button').find(({ text }) => button.test(text.trim()));
    const name = pressed?.getAttribute('name');
    if (name) sent.set(name, pressed?.getAttribute('value') ?? '');
    return this.go('POST', form.getAttribute('action') ?? this.shown?.path ?? '/', sent.toString());
  }

  /** Sends a form as it is given, whatever the page shows. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<Shown> {
    return this.go('POST', path, new URLSearchParams(fields).toString());
  }

  /** Follows the page's link to sign in, and says at the issuer who it is. */
  async signIn(name: RegExp): Promise<Shown> {
    const link = this.document?.querySelectorAll('a').find((one) => one.getAttribute('href')?.startsWith('/sign-in'));
    await this.open(link?.getAttribute('href') ?? '/sign-in');
    return this.press(name);
  }

  private async go(method: string, path: string, body?: string): Promise<Shown> {
    const answer = await this.ask(method, path, body);
    const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
    if (location !== undefined && answer.status >= 300 && answer.status < 400)
      return this.go('GET', this.seen(location));
    this.document = parse(answer.body.toString('utf8'));
    for (const style of this.document.querySelectorAll('style,title,svg')) style.remove();
    this.shown = { status: answer.status, text: this.document.structuredText, path };
    return this.shown;
  }

  private async ask(method: string, path: string, body?: string): Promise<ApiAnswer> {
    if (path.startsWith(ISSUER)) return this.askIssuer(method, path, body);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.api.request({
      method,
      path,
      headers: {
        host: new URL(this.api.endpoint).host,
        'user-agent': 'phone',
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const [name, value] of answer.headers) if (name.toLowerCase() === 'set-cookie') this.keep(value);
    return answer;
  }

  private async askIssuer(method: string, path: string, body: string | undefined): Promise<ApiAnswer> {
    const form = Object.fromEntries(new URLSearchParams(body ?? ''));
    const answer = await this.whileBusy(() => this.issuer.authorize(method, path, form));
    return { status: answer.status, headers: Object.entries(answer.headers), body: Buffer.from(answer.body) };
  }

  /** The issuer's page is on the loopback; everything else is the API's. */
  private seen(location: string): string {
    return location.startsWith('/') ? location : pathOf(this.issuer.onLoopback(location));
  }

  private keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
    const end = pair.indexOf('=');
    const name = pair.slice(0, end);
    if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(end + 1));
  }
}

const ISSUER = '/issuer/';

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
