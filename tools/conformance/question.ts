import { createHash } from 'node:crypto';
import type { TestEventPatternRequest } from '@aws-sdk/client-eventbridge';
import type { SimulateCustomPolicyRequest } from '@aws-sdk/client-iam';
import type { TestStateInput } from '@aws-sdk/client-sfn';

/** AWS's own judges, by what they judge: TestState, TestEventPattern, SimulateCustomPolicy. None of the three changes anything. */
export const JUDGES = ['states', 'patterns', 'policies'] as const;
export type JudgeName = (typeof JUDGES)[number];

interface Asked<Request, Claim> {
  /** Of what is asked: the same in every run of the same story. */
  readonly id: string;
  /** The story it comes from, and where in it. */
  readonly story: string;
  readonly place: string;
  readonly request: Request;
  /** What the engine says. */
  readonly claim: Claim;
  /** Why AWS cannot be asked. */
  readonly unaskable?: string;
}

/** What becomes of a state. Values are JSON; what the engine does not claim is absent. */
export interface StateClaim {
  readonly status: 'SUCCEEDED' | 'CAUGHT_ERROR' | 'RETRIABLE' | 'FAILED';
  readonly nextState?: string;
  readonly output?: unknown;
  readonly variables?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** Seconds until it is tried again. */
  readonly retryBackoffIntervalSeconds?: number;
}

export interface StateQuestion extends Asked<Omit<TestStateInput, 'definition'>, StateClaim> {
  readonly judge: 'states';
  /** Key of the machine's definition in `Questions.definitions`. */
  readonly definition: string;
  /** A Wait until an instant: AWS would really wait for it. Milliseconds since the epoch. */
  readonly notBefore?: number;
}

export interface PatternQuestion extends Asked<TestEventPatternRequest, { readonly matches: boolean }> {
  readonly judge: 'patterns';
}

export interface PolicyQuestion extends Asked<SimulateCustomPolicyRequest, { readonly allowed: boolean }> {
  readonly judge: 'policies';
}

export type Question = StateQuestion | PatternQuestion | PolicyQuestion;

export interface Questions {
  readonly questions: readonly Question[];
  /** Definitions of state machines, each once. */
  readonly definitions: Readonly<Record<string, string>>;
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '#'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/g, '#'],
  [/\d+(?:[.:]\d+)*/g, '#'],
];

/** The text without its ids, dates and numbers: questions that differ in these alone are asked once. */
export const alike = (text: string): string =>
  VOLATILE.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
