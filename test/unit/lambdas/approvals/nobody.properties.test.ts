import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { UnsecuredJWT } from 'jose';
import type * as AcknowledgePage from '../../../../lambdas/acknowledge-page/handler';
import { PageLinks } from '../../../../lambdas/shared/page-links';
import { leaveFunctions, loadFunction, TABLE } from '../../../support/dynamodb';
import { isoAfter, openRequest } from '../../../support/incidents';
import { pageLink } from '../show-incident/seen';
import {
  type ApiWorld,
  apiWorld,
  askedIncident,
  asks,
  claims,
  decideApproval,
  forgetFunctions,
  PRESSED,
  type Signers,
  signedBy,
  signers,
} from './api-world';
import { INCIDENT } from './people';
import { type Asked, ENDED, isRight, links, piece, rightOf, type Sessions, ways } from './pieces';

let keys: Signers;
let world: ApiWorld;
let handlers: Record<'decide' | 'acknowledge', ReturnType<typeof decideApproval>>;
let sessions: Sessions;

beforeAll(async () => {
  keys = await signers();
  const acknowledge = loadFunction(() =>
    jest.requireActual<typeof AcknowledgePage>('../../../../lambdas/acknowledge-page/handler'),
  ).handler;
  handlers = { decide: decideApproval(), acknowledge };
  const { ours, strangers } = keys;
  sessions = {
    right: await signedBy(ours, claims('trading-primary')),
    again: await signedBy(ours, claims('trading-primary', { iat: PRESSED / 1000 - 30 })),
    ofLead: await signedBy(ours, claims('team-lead')),
    ofCto: await signedBy(ours, claims('cto')),
    ofStranger: await signedBy(ours, claims('stranger')),
    expired: await signedBy(ours, claims('trading-primary', { exp: PRESSED / 1000 - 60 })),
    forged: await signedBy(strangers, claims('trading-primary')),
    unsigned: new UnsecuredJWT(claims('trading-primary')).encode(),
  };
});
afterAll(forgetFunctions);

/**
 * The incident that could be approved, with a refused question and one that is not waited for yet beside the open one; and
 * another that has ended since.
 */
beforeEach(async () => {
  world = await apiWorld(keys);
  await askedIncident(world);
  const { table, approvals, modelled } = world;
  const refused = { decision: 'refuse', contact: 'team-lead', identity: 'x', reason: 'x', at: isoAfter(100) } as const;
  await asks(approvals, INCIDENT, 'a2');
  await approvals.wait(INCIDENT, 'a2', 'token');
  const before = await approvals.get(INCIDENT, 'a2');
  if (!before || !(await approvals.decide(before, refused, 'refused'))) throw new Error('The second is not refused.');
  await asks(approvals, INCIDENT, 'a3');
  await table.openOrJoin(openRequest({ id: ENDED, target: 'dashboard', dependsOn: [], alarm: 'other' }));
  await table.keepToken(ENDED, 1, 'token');
  await asks(approvals, ENDED, 'a1');
  await approvals.wait(ENDED, 'a1', 'token');
  await table.closeFixed(await table.get(ENDED), isoAfter(110));
  const kept = new PageLinks(modelled.client, TABLE);
  await kept.keep(links.right, pageLink());
  await kept.keep(links.ofEnded, pageLink({ incidentId: ENDED }));
  await kept.keep(links.expired, pageLink({ expiresAt: isoAfter(119) }));
});
afterEach(leaveFunctions);

let number = 0;
const send = (to: keyof typeof handlers, request: object) =>
  handlers[to](request, { awsRequestId: `request-${++number}` } as Context);

const RUNS = 10_000;

test(`of ${RUNS} requests that are almost right, none approves, refuses or acknowledges`, async () => {
  const all = ways(sessions);
  const requests = fc.oneof(
    ...all.map((way) =>
      fc
        .record(
          Object.fromEntries(Object.entries(way.pieces).map(([name, of], _, { length }) => [name, piece(of, length)])),
        )
        .filter((chosen) => !isRight(chosen, all))
        .map((chosen) => [all.indexOf(way), chosen] as const),
    ),
  );
  const before = await world.modelled.items();
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(requests, async ([index, chosen]) => {
      const way = all[index] as Asked;
      const { statusCode } = await send(way.to, way.request(chosen));
      statuses.add(statusCode);
      expect(world.told).not.toHaveBeenCalled();
      expect(statusCode).not.toBe(303);
      expect(statusCode).toBeLessThan(500);
    }),
    { numRuns: RUNS, seed: 20261120, endOnFailure: true },
  );
  expect(await world.modelled.items()).toEqual(before);
  expect(await world.approvals.get(INCIDENT, 'a1')).toMatchObject({ status: 'asked', decisions: [], waiting: true });
  expect((await world.table.get(INCIDENT)).acknowledged).toBeUndefined();
  // They came as far as every no there is.
  expect([...statuses].sort()).toEqual([200, 400, 403, 404, 405, 409, 410]);
}, 120_000);

test.each([0, 1, 2])('the one right set of pieces for a decision (way %i) is taken', async (index) => {
  const way = ways(sessions)[index] as Asked;
  const { statusCode } = await send(way.to, way.request(rightOf(way)));
  expect([200, 303]).toContain(statusCode);
  expect((await world.approvals.get(INCIDENT, 'a1'))?.status).toBe(index === 1 ? 'refused' : 'approved');
});

test.each([3, 4])('the one right set of pieces to acknowledge (way %i) is taken', async (index) => {
  const way = ways(sessions)[index] as Asked;
  const { statusCode } = await send(way.to, way.request(rightOf(way)));
  expect([200, 303]).toContain(statusCode);
  expect((await world.table.get(INCIDENT)).acknowledged).toMatchObject({ by: 'trading-primary' });
});
