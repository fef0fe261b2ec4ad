import {
  type Ask,
  type ConditionBlock,
  type Context,
  evaluate,
  type PolicyDocument,
  type Question,
  type Statement,
} from '../../../../rehearsal/engine/iam';

export const ACCOUNT = '123456789012';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/Caller`;

/** A statement that allows everything, for the cases in which only one part of it matters. */
export const allow = (rest: Partial<Statement> = {}): Statement => ({ Effect: 'Allow', ...anything(rest) });
export const deny = (rest: Partial<Statement> = {}): Statement => ({ Effect: 'Deny', ...anything(rest) });

function anything(rest: Partial<Statement>): Partial<Statement> {
  return {
    ...(rest.NotAction === undefined ? { Action: '*' } : {}),
    ...(rest.NotResource === undefined ? { Resource: '*' } : {}),
    ...rest,
  };
}

export const policy = (...statements: Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

export type Verdict = 'allowed' | 'denied' | 'explicitly denied';

/** The verdict on a question whose parts, where not given, are a role of the account that has no policies. */
export function judge(question: Pick<Question, 'ask'> & Partial<Question>): Verdict {
  const decision = evaluate({ principal: ROLE, accountId: ACCOUNT, identity: [], ...question });
  if (decision.allowed) return 'allowed';
  return decision.explicit ? 'explicitly denied' : 'denied';
}

/** A policy variable, as a policy writes it. */
export const variable = (text: string): string => `\${${text}}`;

/** A question in which only the conditions matter. */
export const bucket: Ask = { action: 's3:ListBucket', resource: 'arn:aws:s3:::amzn-s3-demo-bucket' };

/** Expects a condition to let an allow through and a deny strike, or neither. */
export function expectToHold(Condition: ConditionBlock, context: Context, holds: boolean): void {
  const ask = { ...bucket, context };
  expect(judge({ ask, identity: [policy(allow({ Condition }))] })).toBe(holds ? 'allowed' : 'denied');
  expect(judge({ ask, identity: [policy(allow(), deny({ Condition }))] })).toBe(
    holds ? 'explicitly denied' : 'allowed',
  );
}
