import { prod } from '../../environments/prod';
import type { Environment } from '../../environments/schema';
import { permittedSeconds, worstRunSeconds, worstSeconds } from '../../lib/budget';
import { checkRunbook, RunbookError } from '../../lib/check-runbook';
import { everyRunbook } from '../../runbooks';
import { type Action, BUDGETS, type ServiceRole } from '../../runbooks/actions';
import { type Runbook, step } from '../../runbooks/runbook';

const CHECK = step('Check service status', 'check-service', { service: 'trading' });
const MONITOR = step('Monitor deployment', 'monitor-deployment', { service: 'trading' });
const runbook = (over: Partial<Runbook> = {}): Runbook => ({
  id: 'example',
  title: 'Example',
  owner: 'trading',
  severity: 'P2',
  target: 'trading',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  steps: [CHECK],
  ...over,
});

describe('the time a state may take at worst', () => {
  test.each([
    ['one call of 10 s', { attempts: 1, timeoutSeconds: 10, rounds: 1 }, 10],
    ['a call, a pause of 1 s, a second call', { attempts: 2, timeoutSeconds: 10, rounds: 1 }, 10 + 1 + 10],
    [
      'four calls with pauses of 1, 2 and 4 s between them',
      { attempts: 4, timeoutSeconds: 10, rounds: 1 },
      10 + 1 + 10 + 2 + 10 + 4 + 10,
    ],
    ['all of that in each of three rounds', { attempts: 2, timeoutSeconds: 10, rounds: 3 }, 3 * (10 + 1 + 10)],
  ])('%s', (_what, budget, seconds) => {
    expect(worstSeconds(budget)).toBe(seconds);
  });
});

describe('the time a run may take at worst', () => {
  const pair = (seconds: number): number => seconds + 1 + seconds;
  const FRAME =
    pair(8) + // Acknowledge the alert
    pair(8) + // Assess the situation
    8 * 84 + // Verify that it is resolved, eight looks; one that fails is not repeated
    pair(8) + // Document the incident
    pair(8); // Escalate

  test.each([
    ['P1', 4],
    ['P2', 8],
    ['P3', 17],
    ['P4', 17],
  ] as const)('a %s verifies in %d looks of 84 s, and counts as what it is at its most severe', (severity, looks) => {
    const worst = 4 * pair(8) + looks * 84 + pair(8);
    expect(worstRunSeconds(runbook({ severity }))).toBe(worst);
    expect(worstRunSeconds(runbook({ severity: 'P4', severityInSession: severity }))).toBe(worst);
  });

  const worstOf = (id: string): number => {
    const found = everyRunbook.find((each) => each.id === id);
    if (!found) throw new Error(`There is no runbook ${id}.`);
    return worstRunSeconds(found);
  };

  test('an order that is not processed: 1168 s', () => {
    const steps =
      pair(8) + // Check service status
      pair(10) + // Check recent logs
      2 * pair(30) + // Verify broker connection, twice
      pair(15) + // Restart if necessary
      pair(118); // Monitor deployment
    expect(FRAME + steps).toBe(1168);
    expect(worstOf('trading-service-not-processing-orders')).toBe(1168);
  });

  test('a restart a person asks for: 1025 s', () => {
    const steps = pair(8) + pair(15) + pair(118);
    expect(FRAME + steps).toBe(1025);
    expect(worstOf('service-restart')).toBe(1025);
  });

  describe('whose own steps say that it is done', () => {
    const bySteps = (over: Partial<Runbook> = {}) => runbook({ verifiedBy: 'steps', ...over });
    const AROUND =
      pair(8) + // Acknowledge the alert
      pair(8) + // Assess the situation
      pair(8) + // See that everything is done, in place of all looks at alarms
      pair(8) + // Document the incident
      pair(8); // Escalate

    test.each(['P1', 'P2', 'P3', 'P4'] as const)('is judged in one call, whatever its severity: %s', (severity) => {
      expect(worstRunSeconds(bySteps({ severity }))).toBe(AROUND + pair(8));
    });

    test('a checklist that was not passed: 1057 s', () => {
      const steps =
        pair(33) + // Gate the open
        pair(12) + // Start the runbooks of what failed
        8 * 110; // Check again until it passes, eight rounds
      expect(AROUND + steps).toBe(1057);
      expect(worstOf('morning-checklist-not-passed')).toBe(1057);
    });

    test('a backup: 2675 s', () => {
      const steps =
        pair(10) + // Check RDS status
        2 * pair(60) + // Count the rows, before and after
        4 * 118 + // Backup database
        3 * 598 + // Wait until the backup is available
        pair(30); // Prune our own backups
      expect(AROUND + steps).toBe(2675);
      expect(worstOf('database-backup')).toBe(2675);
    });

    test('a probe: 1747 s, all of its deadline', () => {
      const steps =
        2 * pair(12) + // Raise the test alarm, and end it
        2 * 6 * 118 + // Follow it, twice in six rounds
        2 * 98; // Flip the probe parameter
      expect(AROUND + steps).toBe(1747);
      expect(worstOf('end-to-end-probe')).toBe(1747);
    });

    test('a maintenance window: 7169 s of its two hours', () => {
      const steps =
        pair(40) + // Document current state
        (2 * pair(60) + 4 * 118 + 3 * 598) + // the backup, with its rows
        pair(20) + // Prepare rollback plan
        2 * pair(30) + // Check table sizes, before and after
        5 * 838 + // Vacuum analyze
        pair(30) + // Prune our own backups
        pair(40); // Compare with the documented state
      expect(AROUND + steps).toBe(7169);
      expect(worstOf('scheduled-maintenance')).toBe(7169);
    });
  });

  test.each(['P1', 'P4'] as const)('planned work has its own deadline, whatever its severity: %s', (severity) => {
    expect(permittedSeconds(runbook({ severity, planned: { deadlineSeconds: 4321 } }))).toBe(4321);
  });

  test.each([
    ['P1', 900 - 300],
    ['P2', 1800 - 600],
    ['P3', 7200 - 2400],
    ['P4', 86_400 - 28_800],
  ] as const)('a %s leaves one rung its time to acknowledge: %d s for the run', (severity, seconds) => {
    expect(permittedSeconds(runbook({ severity }))).toBe(seconds);
    expect(permittedSeconds(runbook({ severity: 'P4', severityInSession: severity }))).toBe(seconds);
  });
});

describe('a runbook is refused', () => {
  const refusal = (given: Runbook, environment: Environment = prod): string => {
    try {
      checkRunbook(given, environment);
    } catch (error) {
      if (error instanceof RunbookError) return error.message;
      throw error;
    }
    return 'none';
  };

  test('not when it is one of ours', () => {
    expect(new Set(everyRunbook.map((each) => refusal(each)))).toEqual(new Set(['none']));
  });

  test('not when its pages may wait for the morning', () => {
    const held: Environment = { ...prod, paging: { ...prod.paging, P2: 'hold' } };
    expect(refusal(runbook(), held)).toBe('none');
  });

  test('when it could overrun its response time, naming the step that takes most of it and both figures', () => {
    // 404 s of a P1's frame, 17 s of looking and 237 s of monitoring are 658 s; a P1 permits 600 s.
    const steps = [CHECK, MONITOR];
    expect(refusal(runbook({ severity: 'P1', steps }))).toBe(
      'Runbook "Example", step "Monitor deployment": the run could take 658 s at worst, and P1 permits 600 s (response time less one rung\'s); this step takes most of it.',
    );
  });

  test('when planned work could overrun its deadline, naming that', () => {
    const planned = (deadlineSeconds: number) => runbook({ verifiedBy: 'steps', planned: { deadlineSeconds } });
    // Five times 17 s around it, and 17 s of looking.
    expect(refusal(planned(102))).toBe('none');
    expect(refusal(planned(101))).toBe(
      'Runbook "Example", step "Check service status": the run could take 102 s at worst, and its deadline permits 101 s; this step takes most of it.',
    );
  });

  test('not while it fits, but for one step too many', () => {
    const looks = (count: number) =>
      Array.from({ length: count }, (_, n) => step(`Look ${n}`, 'check-service', { service: 'trading' }));
    // 740 s of the frame and 27 looks of 17 s are 1199 s; a P2 permits 1200 s, and one more look is too much.
    expect(worstRunSeconds(runbook({ steps: looks(27) }))).toBe(1199);
    expect(refusal(runbook({ steps: looks(27) }))).toBe('none');
    expect(refusal(runbook({ steps: looks(28) }))).toContain(
      'the run could take 1216 s at worst, and P2 permits 1200 s',
    );
  });

  test('when the words of a step are too long to name a state', () => {
    const says = (length: number) => runbook({ steps: [{ ...CHECK, says: 'x'.repeat(length) }] });
    expect(refusal(says(73))).toBe('none');
    expect(refusal(says(74))).toContain('its words have 74 characters, at most 73 are possible');
  });

  test('when two steps have the same words', () => {
    expect(refusal(runbook({ steps: [CHECK, CHECK] }))).toBe(
      'Runbook "Example", step "Check service status": its words are used twice; every state needs words of its own.',
    );
  });

  test('when a step has the words of a state around every runbook', () => {
    expect(refusal(runbook({ steps: [{ ...CHECK, says: 'Escalate' }] }))).toContain(
      'step "Escalate": its words are used twice',
    );
  });

  test('when there is no such action, naming those there are', () => {
    expect(refusal(runbook({ steps: [{ ...CHECK, does: 'pray' as Action }] }))).toBe(
      `Runbook "Example", step "Check service status": there is no action "pray"; there are ${Object.keys(BUDGETS).join(', ')}.`,
    );
  });

  test('when there is no such service in the environment, naming those there are', () => {
    const elsewhere = { ...CHECK, input: { service: 'billing' as ServiceRole } };
    expect(refusal(runbook({ steps: [elsewhere] }))).toBe(
      'Runbook "Example", step "Check service status": there is no service "billing" in prod; there are trading, dashboard, data-service.',
    );
  });

  test('when its target is nothing in the environment', () => {
    expect(refusal(runbook({ target: 'billing' as ServiceRole }))).toBe(
      'Runbook "Example", target: there is no "billing"; there are trading, dashboard, data-service, database, system, probe.',
    );
    expect(refusal(runbook({ dependsOn: ['billing' as ServiceRole] }))).toContain('target: there is no "billing"');
  });

  test('when it has no steps', () => {
    expect(refusal(runbook({ steps: [] }))).toContain('steps: there are none');
  });
});
