import type { Context } from 'aws-lambda';
import type { ApiResponse } from '../../../../lambdas/shared/api';
import { leaveFunctions } from '../../../support/dynamodb';
import { words } from '../show-incident/seen';
import {
  type ApiWorld,
  apiWorld,
  askedIncident,
  claims,
  cookie,
  decideApproval,
  encoded,
  event,
  fields,
  forgetFunctions,
  type Posted,
  type Signers,
  signedBy,
  signers,
} from './api-world';

/** The function that takes answers, with a question that waits for one. */
export interface Door {
  readonly keys: Signers;
  readonly world: ApiWorld;
  /** Sessions of the person on call, and of another who may approve. */
  readonly session: string;
  readonly leads: string;
  send(posted: Posted): Promise<ApiResponse>;
  /** Sends a form as the person on call. */
  press(form?: Readonly<Record<string, string>>, over?: Posted): Promise<ApiResponse>;
}

/** Sets the door up before each test of the file, and takes it down after. */
export function door(): Door {
  let handler: ReturnType<typeof decideApproval>;
  let number = 0;
  const it = {
    send: (posted: Posted) => handler(event(posted), { awsRequestId: `request-${++number}` } as Context),
    press: (form = fields(it.session), over: Posted = {}) =>
      it.send({ cookies: [cookie(it.session)], body: encoded(form), ...over }),
  } as { -readonly [K in keyof Door]: Door[K] };
  beforeAll(async () => {
    it.keys = await signers();
    handler = decideApproval();
    it.session = await signedBy(it.keys.ours, claims('trading-primary'));
    it.leads = await signedBy(it.keys.ours, claims('team-lead'));
  });
  afterAll(forgetFunctions);
  beforeEach(async () => {
    it.world = await apiWorld(it.keys);
    await askedIncident(it.world);
  });
  afterEach(leaveFunctions);
  return it;
}

/** Nothing was written, not even in vain, and nobody was told. */
export async function changesNothing<T>({ world }: Door, act: () => Promise<T>): Promise<T> {
  const before = await world.modelled.items();
  const writes = world.writes.length;
  world.told.mockClear();
  const answer = await act();
  expect(await world.modelled.items()).toEqual(before);
  expect(world.writes.slice(writes)).toEqual([]);
  expect(world.told).not.toHaveBeenCalled();
  return answer;
}

/** Nothing was done, and the page says why. */
export async function refused(
  at: Door,
  act: () => Promise<ApiResponse>,
  status: number,
  because: RegExp,
): Promise<void> {
  const { statusCode, headers, body } = await changesNothing(at, act);
  expect({ statusCode, says: words(body) }).toEqual({ statusCode: status, says: expect.stringMatching(because) });
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(headers.location).toBeUndefined();
}

/** Tokens of Step Functions that were answered. */
export const answered = ({ world }: Door): unknown[] => world.told.mock.calls.map(([{ input }]) => input.taskToken);
