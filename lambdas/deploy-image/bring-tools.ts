import { ECRClient } from '@aws-sdk/client-ecr';
import { SFNClient } from '@aws-sdk/client-sfn';
import { CLIENT } from '../shared/clients';
import { makeServiceTools } from '../shared/service-tools';
import type { StopTools } from '../stop-for-restart/stop';

/** What bringing a release takes: that of a stop-first restart, and the registry of images. */
export interface BringTools extends StopTools {
  readonly ecr: ECRClient;
}

export const makeBringTools = (): BringTools => ({
  ...makeServiceTools(),
  ecr: new ECRClient(CLIENT),
  sfn: new SFNClient(CLIENT),
  // No release goes by the alarms of its incident: it has none.
  signals: async () => [],
});
