import { shiftsOf } from '../../environments/rota';
import { NOT_CONFIGURED, ON_CALL } from '../../environments/schema';
import { everyRunbook } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { highestSeverity } from '../../runbooks/runbook';
import { assembled } from '../support/assembled';
import { grants } from '../support/grants';
import { idOf, nameOf, ofType, rendered, stacks } from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('$environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const { region, account, escalationPath, onCall, stakeholders, contacts, pagerDuty } = stack.described.environment;
  const topics = `arn:aws:sns:${region}:${account}:${prefix}-`;
  const granted = grants(stack);
  /** Whoever may do something to topics, and to which: names without their prefix. */
  const may = (action: string, byWorkflows: boolean): Readonly<Record<string, readonly string[]>> => {
    const found = granted.filter((grant) => grant.action === action && (grant.workflow !== undefined) === byWorkflows);
    const names = [...new Set(found.map(({ to, workflow = to }) => workflow))];
    return Object.fromEntries(
      names.map((name) => {
        const on = found.flatMap((grant) => ((grant.workflow ?? grant.to) === name ? grant.on : []));
        return [name, [...new Set(on)].map((arn) => arn.replace(topics, '')).sort()];
      }),
    );
  };
  const onRota = Object.values(onCall).flatMap(shiftsOf);
  const onRungs = escalationPath.flatMap((rung) => rung.contacts).filter((id) => id !== ON_CALL);
  const pageable = [
    ...new Set([...onRungs, ...onRota.flatMap(({ primary, backup = primary }) => [primary, backup])]),
  ].sort();
  const owners = everyRunbook.filter((runbook) => highestSeverity(runbook) === 'P1').map(({ owner }) => owner);
  const backups = owners.flatMap((owner) => shiftsOf(onCall[owner])).flatMap(({ backup }) => backup ?? []);

  test('nobody but these publishes anything, each where it has to', () => {
    expect(pageable.length).toBeGreaterThan(5);
    expect(pageable).not.toContain('stakeholders');
    expect(may('sns:Publish', false)).toEqual({
      // Pages, questions and all-clears reach whoever can be paged, and no stakeholder.
      // Of a test, the probe’s endpoint.
      'page-contacts': [...pageable, 'probe'].sort(),
      'await-approval': pageable,
      'close-incident': pageable,
      // Whoever is told of an end is told in the channel; and who was paged about it.
      'document-incident': [...pageable, 'incident-channel', 'probe'].sort(),
      'waive-gate': [...pageable, 'incident-channel'].sort(),
      // Of a change, and of a report, the channel alone.
      'halt-now': ['incident-channel'],
      'set-mode': ['incident-channel'],
      'report-checklist': ['incident-channel'],
      // At the deadline: the stakeholders, and the backups of a P1.
      'notify-stakeholders': [...new Set([...stakeholders, ...backups])].sort(),
      // The day before a window.
      'notify-maintenance': [...stakeholders, 'incident-channel'].sort(),
      // What nothing came of, to the watch; what people have mended, as any other end.
      'audit-incidents': [...pageable, 'incident-channel', 'watch'].sort(),
      // What was not started.
      'start-due': ['watch'],
      // That a test alarm did not come through.
      'follow-test-alarm': ['watch'],
      // What was done with letters; and, again, the page that the watch's own topic did not take.
      'discard-letters': ['incident-channel'],
      'redrive-letters': ['incident-channel', 'watch'],
    });
  });

  test('the last resort is the workflows’ own, and all they publish to', () => {
    const telling = [
      'escalation',
      ...(pagerDuty === NOT_CONFIGURED ? [] : ['pager-duty']),
      ...[...everyRunbook, ...checklists].map(({ id }) => id),
      // What watches over a halt.
      'sweep-stop',
    ];
    expect(may('sns:Publish', true)).toEqual(Object.fromEntries(telling.map((id) => [id, ['last-resort']])));
  });

  test('who can be reached is looked up by whoever chooses a rung, and by the morning’s look at everybody', () => {
    expect(may('sns:ListSubscriptionsByTopic', false)).toEqual({
      'choose-rung': [...pageable, 'probe'].sort(),
      'check-contacts': Object.keys(contacts).sort(),
    });
  });

  test('the last resort is used by every workflow that tells people, by no function and no rule, and by what the watch cannot say itself', () => {
    // What starts others later decides nothing and pages nobody: its own death pages, as any workflow's does.
    const telling = ofType(stack, 'AWS::StepFunctions::StateMachine')
      .map(({ logicalId }) => nameOf(stack, logicalId))
      .filter((name) => name !== `${prefix}-later`);
    const uses = (type: string): readonly string[] =>
      ofType(stack, type).flatMap(({ logicalId, Properties }) => {
        const text = JSON.stringify(Properties);
        const says = text.includes(JSON.stringify({ Ref: idOf(stack, `${prefix}-last-resort`) }));
        return says || JSON.stringify(rendered(Properties)).includes(`${topics}last-resort`)
          ? [nameOf(stack, logicalId)]
          : [];
      });
    expect(uses('AWS::StepFunctions::StateMachine')).toEqual(telling);
    expect(uses('AWS::CloudWatch::Alarm')).toEqual([`${prefix}/WatchNotDelivered1`, `${prefix}/WatchDeadLetters`]);
    expect([
      ...uses('AWS::Lambda::Function'),
      ...uses('AWS::CloudWatch::CompositeAlarm'),
      ...uses('AWS::Events::Rule'),
      ...uses('AWS::Scheduler::Schedule'),
    ]).toEqual([]);
  });
});
