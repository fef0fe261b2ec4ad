import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { type ApiRequest, type ApiResponse, json, request } from './api';
import { type Directory, readParameters, type System } from './directory';
import { contactOf, identityOf, inWords, type Person } from './identity';
import { parse } from './step';
import { named } from './wording';

/** A no, with its reason: what was asked for is not done, and nothing has changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /** @param status 400 wrong input, 403 not you, 404 there is no such thing, 409 not now. */
  constructor(
    readonly status: 400 | 403 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}

/** It was tried and could not be done. The message is for whoever asked: what is known now, and what they can do. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** A request whose signature API Gateway has checked. */
export interface Signed extends ApiRequest {
  readonly iam: NonNullable<ApiRequest['iam']>;
}

/** What every command is given besides its input. Time comes in from here. */
export interface SignedContext {
  readonly request: Signed;
  readonly now: number;
  readonly requestId: string;
}

/** What a command is given that asks who is who. */
export interface CommandContext extends Omit<SignedContext, 'request'> {
  readonly caller: Person;
  /** The caller, in words for the timeline. */
  readonly said: string;
  readonly directory: Directory;
  readonly system: System;
}

const logger = new Logger();

/**
 * Turns a function into a command of the HTTP API that needs a signature and nothing else: it does not read who is who, so
 * nothing that is wrong there stands in its way. The input is made of the path's variables, the query and the JSON body; no
 * two of them may say the same field.
 *
 * Answers JSON: what the command returned, or `{ error }` with the reason.
 */
export function asSignedCommand<S extends v.GenericSchema>(
  input: S,
  run: (input: v.InferOutput<S>, context: SignedContext) => Promise<object>,
) {
  return async (event: unknown, lambda: Context): Promise<ApiResponse> => {
    const asked = request(event);
    const { routeKey } = asked;
    try {
      const signed = signedBy(asked);
      const context = { request: signed, now: Date.now(), requestId: lambda.awsRequestId };
      const answer = await run(inputOf(input, asked), context);
      logger.info(routeKey, { caller: signed.iam.userArn });
      return json(200, answer);
    } catch (error) {
      logger.warn(`${routeKey}: ${named(error)}`, { caller: asked.iam?.userArn });
      if (error instanceof Refusal) return json(error.status, { error: error.message });
      if (error instanceof Failure) return json(500, { error: error.message });
      // What went wrong inside is for the log; the caller may try again.
      return json(500, { error: `It failed, and may be tried again: ${named(error)}` });
    }
  };
}

/**
 * Turns a function into a command of the HTTP API: who calls comes from the signature that API Gateway has checked, and
 * from nowhere else.
 */
export function asCommand<S extends v.GenericSchema>(
  input: S,
  run: (input: v.InferOutput<S>, context: CommandContext) => Promise<object>,
) {
  return asSignedCommand(input, async (given, { request: signed, now, requestId }) => {
    const { directory, system } = await readParameters();
    return run(given, { ...callerOf(signed, directory), directory, system, now, requestId });
  });
}

/** @throws Refusal when nobody has signed. */
function signedBy(asked: ApiRequest): Signed {
  const { iam } = asked;
  if (!iam) throw new Refusal(403, 'This needs a request signed with AWS credentials.');
  return { ...asked, iam };
}

/** @throws Refusal when nobody has signed. */
export function callerOf(asked: ApiRequest, directory: Directory): { caller: Person; said: string } {
  const identity = identityOf(signedBy(asked).iam.userArn, directory);
  const contact = contactOf(identity, directory);
  return {
    caller: { identity, ...(contact ? { contact } : {}) },
    said: contact ? `${contact} (${inWords(identity)})` : inWords(identity),
  };
}

/** @throws Refusal: what is asked for needs somebody the environment knows. */
export function knownContact({ caller, said }: Pick<CommandContext, 'caller' | 'said'>): string {
  if (caller.contact) return caller.contact;
  const why =
    caller.identity.kind === 'role'
      ? 'the session name of a role is self-chosen; sign in with IAM Identity Center or as an IAM user'
      : 'no contact of the environment has this identity';
  throw new Refusal(403, `${said} is nobody we know: ${why}.`);
}

/**
 * What an id of a path stands for.
 * @param what a singular noun.
 * @throws Refusal that lists every id there is.
 */
export function existing<T>(what: string, id: string, all: Readonly<Record<string, T>>): T {
  // `constructor` is no runbook.
  if (Object.hasOwn(all, id)) return all[id] as T;
  throw new Refusal(404, `There is no ${what} "${id}"; there are: ${Object.keys(all).join(', ')}.`);
}

function inputOf<S extends v.GenericSchema>(schema: S, asked: ApiRequest): v.InferOutput<S> {
  const fields = fieldsOf(asked);
  try {
    return parse(schema, fields, asked.routeKey);
  } catch (error) {
    throw error instanceof TypeError ? new Refusal(400, error.message) : error;
  }
}

function fieldsOf({ path, query, body }: ApiRequest): object {
  const fields = [path, query, bodyOf(body)].flatMap(Object.entries);
  const names = fields.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new Refusal(400, `${twice} is given twice: once in the address is enough.`);
  return Object.fromEntries(fields);
}

function bodyOf(body: string): object {
  if (body === '') return {};
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Refusal(400, 'The body is not a JSON object.');
  return given;
}

/** Text a person has typed: a reason. Shown wherever the incident is told. */
export const Reason = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty(),
  v.check((text) => /[^\s\p{C}]/u.test(text), 'a reason that can be read'),
  v.maxLength(500),
);
