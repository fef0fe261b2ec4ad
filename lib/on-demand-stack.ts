import type { Construct } from 'constructs';
import { FurtherStack, type FurtherStackProps } from './further-stack';
import { ON_DEMAND_FUNCTIONS, type OnDemandFunctionName } from './on-demand';

/** What an engineer starts in one environment: emergencies, recovery, deployment and rollback, a restart that is asked for. */
export class OnDemandStack extends FurtherStack<OnDemandFunctionName> {
  constructor(scope: Construct, id: string, props: FurtherStackProps) {
    super(scope, id, props, ON_DEMAND_FUNCTIONS);
    this.watch();
  }
}
