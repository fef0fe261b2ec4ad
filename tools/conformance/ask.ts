import { setTimeout as sleep } from 'node:timers/promises';
import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { SimulateCustomPolicyCommand } from '@aws-sdk/client-iam';
import { TestStateCommand } from '@aws-sdk/client-sfn';
import { CannotAsk, type Clients } from './clients';
import { comparePattern, comparePolicy, compareState } from './compare';
import { JUDGES, type JudgeName, type Question, type Questions } from './question';
import { type Difference, type Judged, type Verdict, verdictOf } from './verdict';

export interface Asking {
  readonly clients: Clients;
  /** Calls a second, of each judge. */
  readonly rate: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly told: (done: number, judged: Judged) => void;
}

/** Calls of one judge that wait for their answers at once. */
const AT_ONCE = 8;

/**
 * Puts every question to its judge, all judges side by side.
 * @returns what came of each, in the order of the questions.
 * @throws CannotAsk when AWS does not let these credentials ask; what was answered until then is lost.
 */
export async function askAll({ questions, definitions }: Questions, asking: Asking): Promise<Judged[]> {
  const judged: Judged[] = [];
  let done = 0;
  let stopped: unknown;
  const ask = async (question: Question, index: number): Promise<void> => {
    try {
      const verdict = await askOne(question, definitions, asking);
      judged[index] = { question, verdict };
      asking.told(++done, judged[index]);
    } catch (error) {
      stopped ??= error;
    }
  };
  const ofJudge = async (judge: JudgeName): Promise<void> => {
    const waiting = new Set<Promise<void>>();
    for (const [index, question] of questions.entries()) {
      if (stopped !== undefined) break;
      if (question.judge !== judge) continue;
      const answered = ask(question, index).finally(() => waiting.delete(answered));
      waiting.add(answered);
      if (question.unaskable === undefined) await sleep(1000 / asking.rate);
      if (waiting.size >= AT_ONCE) await Promise.race(waiting);
    }
    await Promise.all(waiting);
  };
  await Promise.all(JUDGES.map(ofJudge));
  if (stopped !== undefined) throw stopped;
  return judged;
}

async function askOne(
  question: Question,
  definitions: Questions['definitions'],
  { clients, now }: Asking,
): Promise<Verdict> {
  if (question.unaskable !== undefined) return { kind: 'not askable', why: question.unaskable };
  if (question.judge === 'states' && (question.notBefore ?? 0) > now()) {
    return { kind: 'not askable', why: 'it waits for an instant that has not come yet, and TestState would, too' };
  }
  try {
    return verdictOf(await answerOf(question, definitions, clients));
  } catch (error) {
    return refusal(error, question);
  }
}

async function answerOf(
  question: Question,
  definitions: Questions['definitions'],
  clients: Clients,
): Promise<Difference[]> {
  switch (question.judge) {
    case 'states': {
      const request = { ...question.request, definition: definitions[question.definition] };
      return compareState(question, await clients.states.send(new TestStateCommand(request)));
    }
    case 'patterns': {
      const { Result } = await clients.patterns.send(new TestEventPatternCommand(question.request));
      return comparePattern(question, Result);
    }
    case 'policies':
      return comparePolicy(question, await clients.policies.send(new SimulateCustomPolicyCommand(question.request)));
  }
}

/** What AWS calls something that the engine takes for good. */
const BROKEN: Readonly<Record<string, string>> = {
  InvalidDefinition: 'definition',
  InvalidEventPatternException: 'pattern',
};

/** It is not the question: the next one would fare no better. */
const OF_THE_CALLER =
  /^(AccessDenied|AuthorizationError|CredentialsProviderError|ExpiredToken|InvalidClientTokenId|InvalidSignature|MissingAuthenticationToken|NotAuthorized|OptInRequired|SignatureDoesNotMatch|TokenProviderError|TokenRefreshRequired|UnrecognizedClient)/;

const OF_THE_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|CERT_|SELF_SIGNED/;

function refusal(error: unknown, question: Question): Verdict {
  const {
    name = '',
    message = '',
    code = '',
    $fault,
  } = error as Partial<Record<'name' | 'message' | 'code' | '$fault', string>>;
  const broken = BROKEN[name];
  if (broken) return { kind: 'differing', differences: [{ what: broken, engine: 'valid', aws: message }] };
  if (OF_THE_CALLER.test(name)) {
    throw new CannotAsk(`AWS does not let these credentials ask about ${question.judge}: ${name}: ${message}`);
  }
  const why = `${name}: ${message}`;
  // Throttling is the client's fault by name, and was not answered for all that.
  if ($fault === 'client' && !/Throttl|TooManyRequests|LimitExceeded/.test(name)) return { kind: 'refused', why };
  if (OF_THE_NETWORK.test(`${name} ${code} ${message}`)) throw new CannotAsk(`AWS cannot be reached: ${why}`);
  // Without $fault it was no answer of AWS: slowness, or a bug of ours.
  if ($fault === undefined && !/Timeout|ECONNRESET|EPIPE|socket/i.test(`${name} ${code} ${message}`)) throw error;
  return { kind: 'unanswered', why };
}
