import { ECSClient } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeService, runningDigests, stoppedTasks } from '../shared/ecs';
import { asStep, look, poll } from '../shared/step';
import { decideDeployment, describeImages } from './decide';

const ecs = new ECSClient(CLIENT);

const Input = v.object({ cluster: v.string(), service: v.string() });

const EVERY_MS = 5_000;

/** Waits for the deployment of this incident to complete; a healthy one that takes longer is handed to verification. */
export const handler = asStep(Input, async (input, context) => {
  const deployment = context.incident.deployments?.[input.service];
  if (!deployment) return { outcome: 'continue', finding: 'There is no deployment to wait for.' };
  const result = await poll(
    EVERY_MS,
    context,
    async () => {
      const [service, stopped] = await Promise.all([
        look(() => describeService(ecs, input)),
        look(() => stoppedTasks(ecs, input)),
      ]);
      return { service, stopped, deployment };
    },
    decideDeployment,
  );
  const handedOver = result.outcome === 'wait' && !context.mayWait;
  if (result.outcome !== 'continue' && !handedOver) return result;
  const images = await look(() => runningDigests(ecs, input));
  const changed = 'seen' in images ? describeImages(deployment.imagesBefore, images.seen) : '';
  const goesOn = handedOver ? ' Verification goes on watching it.' : '';
  return {
    ...result,
    outcome: 'continue',
    finding: `${result.finding}${changed}${goesOn}`,
    evidence: { imagesAfter: 'seen' in images ? images.seen : images.unseen },
  };
});
