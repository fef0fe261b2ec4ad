import { ascii, cutAtWord } from './words';

/**
 * What one SMS holds of ASCII; SNS sends what is longer in parts, and bills each.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const MOST = 140;

/**
 * The GSM alphabet writes these with two characters each, and the backtick not at all: one of them would turn the whole
 * message into 70 characters of UCS-2.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-character.html
 */
const OTHERWISE: Readonly<Record<string, string>> = { '[': '(', '{': '(', ']': ')', '}': ')', '`': "'" };

const gsm = (text: string): string => ascii(text).replace(/[[\]{}`\\^~|]/g, (sign) => OTHERWISE[sign] ?? '-');

/**
 * One SMS: `P2 Trading Service Not Processing https://…`. The words give way to the address, which is never cut: half a
 * link opens nothing. An address that fills the SMS stands alone.
 * @param words what stands first is kept longest.
 */
export function shortMessage(words: string, address?: string): string {
  if (address === undefined) return cutAtWord(gsm(words), MOST);
  const beside = cutAtWord(gsm(words), MOST - address.length - 1);
  return beside ? `${beside} ${address}` : address;
}
