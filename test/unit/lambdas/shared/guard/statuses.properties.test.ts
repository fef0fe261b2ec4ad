import type { OpenEntry } from '../../../../../lambdas/shared/board';
import type { Incident } from '../../../../../lambdas/shared/incident';
import { always, FREELY } from './always';
import { orders } from './orders';
import { type Play, underGuard } from './play';

beforeEach(underGuard);
afterEach(() => jest.restoreAllMocks());

/** Every incident, and the ids that the board lists. */
async function state(play: Play): Promise<{ incidents: Map<string, Incident>; board: string[] }> {
  const items = await play.modelled.items();
  const heads = items.filter(({ sk }) => sk === 'HEAD') as unknown as Incident[];
  const board = items.find(({ pk }) => pk === 'BOARD') as { open: OpenEntry[] } | undefined;
  return {
    incidents: new Map(heads.map((head) => [head.id, head])),
    board: (board?.open ?? []).map(({ incidentId }) => incidentId),
  };
}

function endedAsItMay({ id, status, closedBy, takenOverBy, closedAt }: Incident, play: Play): boolean {
  if (status !== 'open' && closedAt === undefined) return false;
  switch (status) {
    case 'open':
      return closedBy === undefined && takenOverBy === undefined;
    case 'fixed':
      return play.foundFixed.has(id);
    case 'stood-down':
      return play.stoodDown.has(id);
    case 'closed':
      return closedBy?.by === 'team-lead' && closedBy.reason === 'mended by hand';
    case 'taken-over':
      return takenOverBy !== undefined;
  }
}

test('an incident ends once, in one of four ways, and the board lists exactly those that are open', async () => {
  const ways = new Set<string>();
  const before = new WeakMap<Play, Map<string, Incident>>();
  const looked = new WeakMap<Play, number>();
  await always(orders({ people: 0, later: 1 }), FREELY, {
    after: async (play) => {
      if (looked.get(play) === play.writes) return;
      looked.set(play, play.writes);
      const { incidents, board } = await state(play);
      const open = [...incidents.values()].filter(({ status }) => status === 'open').map(({ id }) => id);
      expect(board.toSorted()).toEqual(open.toSorted());
      for (const incident of incidents.values()) {
        ways.add(incident.status);
        expect([incident, endedAsItMay(incident, play)]).toEqual([incident, true]);
        const was = before.get(play)?.get(incident.id);
        // What has ended stays as it ended.
        if (was && was.status !== 'open') expect(incident).toEqual(was);
        if (incident.takenOverBy === undefined) continue;
        // Who stands for it exists, knows of it, and watches its alarms.
        const by = incidents.get(incident.takenOverBy);
        expect(by?.tookOver).toContain(incident.id);
        expect(by?.alarms).toMatchObject(incident.alarms);
      }
      for (const id of before.get(play)?.keys() ?? []) expect(incidents.has(id)).toBe(true);
      before.set(play, incidents);
    },
  });
  expect([...ways].sort()).toEqual(['closed', 'fixed', 'open', 'stood-down', 'taken-over']);
}, 60_000);
