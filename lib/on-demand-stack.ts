import type { Construct } from 'constructs';
import { FurtherStack, type FurtherStackProps } from './further-stack';
import { ON_DEMAND_FUNCTIONS, type OnDemandFunctionName } from './on-demand';
import { sweepInput } from './on-demand/stop-trading';
import { SweepWorkflow } from './sweep-workflow';

/** What an engineer starts in one environment: emergencies, recovery, deployment and rollback, a restart that is asked for. */
export class OnDemandStack extends FurtherStack<OnDemandFunctionName> {
  constructor(scope: Construct, id: string, props: FurtherStackProps) {
    super(scope, id, props, ON_DEMAND_FUNCTIONS);
    const sweep = new SweepWorkflow(this, 'sweep-stop', {
      machineName: this.names.machine('sweep-stop'),
      sweep: this.functions['sweep-stop'],
      input: sweepInput(props, '{% $run %}'),
      lastResortTopic: this.other.topic('last-resort'),
    });
    this.machines.set('sweep-stop', sweep.stateMachine);
  }
}
