import { type Answer, describeProbes, type Probe, whyUnanswered } from '../../../lambdas/probe-dashboard/decide';
import { seen, unseen } from '../../support/incidents';

const URL = 'http://alb.example/_stcore/health';
const answers = (status: number, over: Partial<Answer> = {}): Probe => ({
  url: URL,
  answer: seen({ status, blank: false, server: null, ...over }),
});

test('a healthy dashboard is a finding, too', () => {
  expect(describeProbes(answers(200))).toMatchObject({ outcome: 'continue', finding: `Health ${URL} answers 200.` });
});

test.each([502, 503, 504])('%i is a gateway talking: the load balancer or the target', (status) => {
  const { outcome, finding } = describeProbes(answers(status));
  expect(outcome).toBe('continue');
  expect(finding).toContain(`answers ${status} (`);
  expect(finding).toContain('made by the load balancer or the target');
});

test.each([301, 403, 404, 500])('%i is not 200, and nothing more is known', (status) => {
  expect(describeProbes(answers(status)).finding).toBe(`Health ${URL} answers ${status}, not 200.`);
});

test('no answer is said with its reason', () => {
  const probe = { url: URL, answer: unseen('no answer in 5 s') };
  expect(describeProbes(probe).finding).toBe(`Health ${URL} does not answer (no answer in 5 s).`);
});

test('the page is told in the same sentence: a health path may be well where the page is blank', () => {
  const page = { ...answers(200, { blank: true }), url: 'http://alb.example/' };
  const { finding, evidence } = describeProbes(answers(200), page);
  expect(finding).toBe(`Health ${URL} answers 200; the page http://alb.example/ answers 200 with a blank page.`);
  expect(evidence).toEqual({ health: answers(200), page });
});

describe('why there was no answer: what fetch keeps in the cause', () => {
  const failed = (cause: Error) => new TypeError('fetch failed', { cause });
  const coded = (code: string, message = 'connect') => Object.assign(new Error(message), { code });
  test.each<[string, unknown, string]>([
    ['nothing listens', failed(coded('ECONNREFUSED')), 'connection refused'],
    ['no such name', failed(coded('ENOTFOUND')), 'its name does not resolve'],
    ['the connection broke', failed(coded('UND_ERR_SOCKET')), 'connection closed'],
    ['a code nobody listed', failed(coded('EPROTO', 'wrong version')), 'EPROTO: wrong version'],
    ['a cause without a code', failed(new Error('odd')), 'odd'],
    ['our own patience', new Error('no answer in 5 s'), 'no answer in 5 s'],
    ['no error at all', 'boom', 'boom'],
  ])('%s', (_what, error, words) => {
    expect(whyUnanswered(error)).toBe(words);
  });
});
