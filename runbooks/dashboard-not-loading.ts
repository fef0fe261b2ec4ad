import { type Runbook, step } from './runbook';

export const dashboardNotLoading: Runbook = {
  id: 'dashboard-not-loading',
  title: 'Dashboard Not Loading',
  owner: 'backend',
  severity: 'P3',
  target: 'dashboard',
  dependsOn: ['database', 'trading'],
  symptoms: ['502/504 gateway errors', 'Blank page or timeout'],
  triggers: ['running-tasks', 'load-balancer-5xx', 'target-5xx', 'share-of-5xx', 'unhealthy-hosts', 'latency'],
  steps: [
    step('Check ALB target health', 'check-targets', {}),
    step('Check dashboard service', 'check-service', { service: 'dashboard' }),
    step('Probe the dashboard', 'probe-dashboard', {}),
    step('Restart dashboard service', 'restart-service', { service: 'dashboard', if: 'necessary' }),
    step('Monitor deployment', 'monitor-deployment', { service: 'dashboard' }),
  ],
};
