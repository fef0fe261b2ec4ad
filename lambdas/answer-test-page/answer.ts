/** What a person on a phone does with a page, and nothing more: reads it, opens its link, presses the button. */

/** A request of the probe's browser, and what came back. */
export type Browse = (
  request: { readonly method: 'GET' } | { readonly method: 'POST'; readonly form: Readonly<Record<string, string>> },
  url: string,
) => Promise<{ readonly status: number; readonly text: string }>;

/** A page, or a message that asks for nothing. */
export type Read = { readonly link: string } | { readonly nothingToDo: string };

/**
 * Reads a message as it was sent to people.
 * @param pages where our pages are; a link that leads elsewhere is not opened.
 * @throws when it is a page whose link cannot be used.
 */
export function readMessage(text: string, pages: string): Read {
  const [, address] = /^- Read and acknowledge: (\S+)$/m.exec(text) ?? [];
  if (address === undefined) return { nothingToDo: text.split('\n')[0] ?? '' };
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.origin !== new URL(pages).origin || !/^\/i\/[\w-]+$/.test(url.pathname))
    throw new Error(`The page has no link of its own: expected one below ${pages}/i/, given another address.`);
  return { link: address };
}

/**
 * Presses "I have it" on the page behind a link.
 * @throws with what was seen when the page is not there, has no such button, or pressing it does not count.
 */
export async function pressButton(link: string, browse: Browse): Promise<void> {
  const page = await browse({ method: 'GET' }, link);
  if (page.status !== 200) throw new Error(`The page behind the link answered ${page.status}.`);
  const form = /<form[^>]*action="([^"]*\/acknowledge)"[^>]*>(.*?)<\/form>/s.exec(page.text);
  const [, token] = /<input[^>]*name="token"[^>]*value="([^"]+)"/.exec(form?.[2] ?? '') ?? [];
  const [, action = ''] = form ?? [];
  if (token === undefined) throw new Error('The page behind the link has no button to acknowledge with.');
  const pressed = await browse({ method: 'POST', form: { token } }, new URL(action, link).href);
  // The page says who has it, and loading that again posts nothing.
  if (pressed.status !== 303) throw new Error(`Pressing the button answered ${pressed.status}, expected 303.`);
}
