import { ECSClient } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { asItem } from '../shared/checklist/item';
import { lookInTime } from '../shared/checks/side-by-side';
import { CLIENT } from '../shared/clients';
import { describeService } from '../shared/ecs';
import { decideServices, type SeenService } from './decide';

const ecs = new ECSClient(CLIENT);

const Input = v.object({
  cluster: v.string(),
  services: v.object({ trading: v.string(), dashboard: v.string(), 'data-service': v.string() }),
});

/** Counts the tasks of every service. Each is asked by itself: one that cannot be seen, or not in time, hides none of the others. */
export const handler = asItem(Input, async ({ cluster, services }, context) =>
  decideServices(
    await Promise.all(
      Object.entries(services).map(async ([role, service]): Promise<SeenService> => {
        return { role, service: await lookInTime(() => describeService(ecs, { cluster, service }), context) };
      }),
    ),
  ),
);
