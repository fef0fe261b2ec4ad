import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a form of ours carries, so that only a page we made for this person and this matter can send it.
 *
 * @param secret of the person who is shown the form: their link, or their session's token. Not empty.
 * @param about what the form is for, in any number of parts: `'approve', incident, request`.
 * @returns HMAC-SHA256 in base64url, 43 characters.
 */
export function formToken(secret: string, ...about: readonly string[]): string {
  if (secret === '') throw new TypeError('secret: given "", expected the link or token of who is shown the form');
  const mac = createHmac('sha256', secret);
  for (const part of about) {
    // With the length before each part, ("ab", "c") and ("a", "bc") are not the same.
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    mac.update(length).update(bytes);
  }
  return mac.digest('base64url');
}

/** Whether the form carries the token it was made with; the comparison takes the same time wherever they differ. */
export function isFormToken(given: string | undefined, secret: string, ...about: readonly string[]): boolean {
  const expected = Buffer.from(formToken(secret, ...about));
  const found = Buffer.from(given ?? '');
  return found.length === expected.length && timingSafeEqual(found, expected);
}
