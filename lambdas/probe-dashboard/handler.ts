import * as v from 'valibot';
import { asStep } from '../shared/step';
import { type Answer, describeProbes, type Probe, whyUnanswered } from './decide';

const Input = v.object({
  url: v.string(),
  pageUrl: v.optional(v.string()),
  timeoutSeconds: v.number(),
});

/** Asks the dashboard's health path, and the page itself, the way a browser would. */
export const handler = asStep(Input, async ({ url, pageUrl, timeoutSeconds }) => {
  const ask = async (at: string): Promise<Probe> => {
    try {
      return { url: at, answer: { seen: await get(at, timeoutSeconds) } };
    } catch (error) {
      return { url: at, answer: { unseen: whyUnanswered(error) } };
    }
  };
  const [health, page] = await Promise.all([ask(url), pageUrl === undefined ? undefined : ask(pageUrl)]);
  return describeProbes(health, page);
});

/** The time limit is for the whole answer, its last byte included: a page that trickles does not load. */
async function get(url: string, timeoutSeconds: number): Promise<Answer> {
  const patience = new AbortController();
  const late = new Error(`no answer in ${timeoutSeconds} s`);
  const timer = setTimeout(() => patience.abort(late), timeoutSeconds * 1000);
  try {
    const answer = await fetch(url, { method: 'GET', redirect: 'manual', signal: patience.signal });
    const text = await answer.text();
    return { status: answer.status, blank: text.trim() === '', server: answer.headers.get('server') };
  } finally {
    clearTimeout(timer);
  }
}
