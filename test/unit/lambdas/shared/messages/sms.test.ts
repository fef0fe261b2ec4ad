import { shortMessage } from '../../../../../lambdas/shared/messages/sms';
import { newLink } from '../../../../../lambdas/shared/page-links';

/** The ASCII of the GSM alphabet, whose signs are one character each: 3GPP TS 23.038, 6.2.1. */
const GSM = /^[A-Za-z0-9 \n!"#$%&'()*+,\-./:;<=>?@_]*$/;
// Ids of HTTP APIs have ten characters; these are among the longest names of Regions, in the longest of domains.
const LONGEST = ['ap-southeast-1.amazonaws.com', 'ap-northeast-3.amazonaws.com', 'cn-northwest-1.amazonaws.com.cn'];
const TITLE = 'P2 Trading Service Not Processing Orders';

describe.each(LONGEST)('an SMS with a link of %s', (host) => {
  const address = `https://a1b2c3d4e5.execute-api.${host}/i/${newLink()}`;
  const sms = shortMessage(TITLE, address);

  test('is one SMS, and says how severe it is and what', () => {
    expect(Buffer.byteLength(sms)).toBeLessThanOrEqual(140);
    expect(sms).toMatch(GSM);
    expect(sms).toMatch(/^P2 Trading Service Not/);
  });

  test('ends in the whole link', () => {
    expect(sms.endsWith(` ${address}`)).toBe(true);
  });
});

test('the words give way to the link: it is never cut', () => {
  const address = `https://runbook.${'long-'.repeat(20)}example.com/i/${newLink()}`;
  expect(shortMessage(TITLE, address)).toBe(address);
  expect(shortMessage(TITLE, `https://${'x'.repeat(128)}`)).toBe(`P2 https://${'x'.repeat(128)}`);
});

test('words that the GSM alphabet does not have do not make one SMS into several', () => {
  const sms = shortMessage(`P1 [Börse] {zu} ~50% \`live\` a|b व्यापार ${'🚀'.repeat(100)}`);
  expect(sms).toMatch(GSM);
  expect(sms).toBe("P1 (Borse) (zu) -50% 'live' a-b ? ?");
});

test('without a link the words may fill it', () => {
  const sms = shortMessage(`P2 ${'word '.repeat(50)}`);
  expect(sms).toHaveLength(137);
  expect(sms.endsWith('word')).toBe(true);
});
