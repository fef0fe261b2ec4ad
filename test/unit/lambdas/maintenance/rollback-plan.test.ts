import type { SystemState } from '../../../../lambdas/shared/maintenance/state';
import { quoted } from '../../../../lambdas/write-rollback-plan/commands';
import { rollbackPlan } from '../../../../lambdas/write-rollback-plan/plan';
import { seen, unseen } from '../../../support/incidents';
import { databaseState, SWITCH, serviceState, state, TRADING } from './states';

const SNAPSHOT = 'algo-trading-backup-20261121';
const plan = (over: Partial<SystemState> = {}, snapshot: string | undefined = SNAPSHOT) =>
  rollbackPlan({ state: state(over), incidentId: 'run-1', snapshot, tradingEnabled: SWITCH });

test('a service goes back to its revision and count, after its bounds', () => {
  const text = plan();
  const bounds = `aws application-autoscaling register-scalable-target --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id service/algo-trading-prod-cluster/${TRADING} --min-capacity 2 --max-capacity 5`;
  const update = `aws ecs update-service --cluster algo-trading-prod-cluster --service ${TRADING} --task-definition trading:41 --desired-count 2`;
  expect(text).toContain(bounds);
  expect(text.indexOf(update)).toBeGreaterThan(text.indexOf(bounds));
});

test('a restore is told everything that RDS would otherwise choose by default', () => {
  expect(plan()).toContain(
    'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier algo-trading-prod-db-restored --db-snapshot-identifier algo-trading-backup-20261121 --db-instance-class db.t3.medium --db-subnet-group-name algo-trading-prod-db-subnets --vpc-security-group-ids sg-0a1b sg-0c2d --db-parameter-group-name algo-trading-prod-pg15 --storage-type gp3 --multi-az --no-publicly-accessible --deletion-protection',
  );
  expect(plan()).toContain('**Two people decide.**');
});

test('nobody enables trading with it, whatever it was before', () => {
  const text = plan();
  expect(text).not.toMatch(/--value '?true/);
  expect(text).toContain(`put-parameter --name ${SWITCH} --value false`);
  expect(text).toContain('To resume: never as a part of a rollback. Two people decide');
});

test('settings are put back by value where it is shown, and found by version where it is not', () => {
  const text = plan();
  expect(text).toContain('aws ssm put-parameter --name /runbook/prod/mode --value act --type String --overwrite');
  expect(text).toContain('aws ssm get-parameter-history --name /runbook/prod/calendar');
});

test('what a value holds is a word of the command, and never another command', () => {
  expect(quoted("act'; rm -rf /; echo '")).toBe("'act'\\''; rm -rf /; echo '\\'''");
  const parameters = seen({ '/runbook/prod/mode': { version: 3, value: 'act; reboot' } });
  expect(plan({ parameters })).toContain("--value 'act; reboot' --type");
});

test('without a snapshot there is nothing to restore from, and it says so', () => {
  const text = rollbackPlan({ state: state(), incidentId: 'run-1', snapshot: undefined, tradingEnabled: SWITCH });
  expect(text).not.toContain('restore-db-instance');
  expect(text).toContain('No snapshot was taken');
});

test('what could not be read is said in its place', () => {
  const text = plan({
    parameters: unseen('AccessDenied: no'),
    database: seen(databaseState({ subnetGroup: null, multiAz: false })),
    services: { [TRADING]: seen(serviceState({ scaling: null })) },
  });
  expect(text).toContain('Could not be read before the maintenance: AccessDenied: no.');
  expect(text).not.toMatch(/register-scalable-target|--db-subnet-group-name/);
  expect(text).toContain('--no-multi-az');
});
