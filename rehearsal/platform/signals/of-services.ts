import type { Ecs } from '../../engine/aws/ecs';
import { type Description, ROLES } from '../description';
import type { Assumptions } from '../ports';
import type { Load } from '../services/load';
import type { Memory } from '../services/memory';
import type { Gauge } from './gauge';

export interface ServiceGaugesOptions {
  readonly ecs: Pick<Ecs, 'tasks'>;
  readonly environment: Description['environment'];
  readonly assumptions: Assumptions;
  readonly load: Load;
  readonly memory: Memory;
}

/** What AWS measures of the services. */
export function serviceGauges({ ecs, environment, assumptions, load, memory }: ServiceGaugesOptions): Gauge[] {
  const running = (service: string) => ecs.tasks(service).filter((task) => task.lastStatus === 'RUNNING');
  return ROLES.flatMap((role): Gauge[] => {
    const { name: service } = environment.services[role];
    const dimensions = { ClusterName: environment.cluster, ServiceName: service };
    const count = () => {
      // @claim documented: Container Insights publishes RunningTaskCount in ECS/ContainerInsights with the dimensions ClusterName and ServiceName: the number of tasks in the RUNNING state
      // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
      // @claim assumed: Container Insights counts a service's tasks once a minute
      // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html (names no interval)
      const value = running(service).length;
      if (value === 0 && assumptions.runningTaskCountAtZero === 'nothing') return [];
      return [{ namespace: 'ECS/ContainerInsights', name: 'RunningTaskCount', dimensions, value }];
    };
    const utilisation = () => {
      // @claim documented: AWS/ECS has CPUUtilization and MemoryUtilization of a service each minute, in percent of what its tasks may use, with the dimensions ClusterName and ServiceName.
      // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
      // @claim documented: AWS/ECS metrics are not reported for a service without a task in the RUNNING state.
      // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
      const tasks = running(service);
      const cpu = load.cpu(role);
      if (cpu === undefined || tasks.length === 0) return [];
      const used = tasks.reduce((sum, task) => sum + memory.percent(task), 0) / tasks.length;
      return [
        { namespace: 'AWS/ECS', name: 'CPUUtilization', dimensions, value: cpu },
        { namespace: 'AWS/ECS', name: 'MemoryUtilization', dimensions, value: used },
      ];
    };
    return [
      { source: 'insights', read: count },
      { source: 'aws', read: utilisation },
    ];
  });
}
