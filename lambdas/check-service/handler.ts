import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeService, stoppedTasks } from '../shared/ecs';
import { asStep, look } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { decideService } from './decide';

const ecs = new ECSClient(CLIENT);
const ssm = new SSMClient(CLIENT);

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  tradingEnabled: v.string(),
  whose: v.picklist(['trading', 'trading-disabled', 'other']),
});

/** Looks at an ECS service: whether people stopped it, its tasks, its deployments, and why tasks ended. */
export const handler = asStep(Input, async (input) => {
  const [tradingEnabled, service, stopped] = await Promise.all([
    look(() => readSwitch(ssm, input.tradingEnabled)),
    look(() => describeService(ecs, input)),
    look(() => stoppedTasks(ecs, input)),
  ]);
  return decideService({ tradingEnabled, service, stopped, whose: input.whose });
});
