import type { Attempt } from '../../engine/asl/state-machine';
import type { Assembly, Resource } from '../../engine/assembly';
import { actionMatches, type Decision, type Question, type Statement } from '../../engine/iam';
import type { Witness } from '../../engine/witness';
import type { Stage } from '../../scenarios/scenario';
import { statementsOf } from './statements';

/** What stories touch, each under a key of its own. */
export const touch = {
  rule: (name: string) => `rule ${name}`,
  schedule: (name: string) => `schedule ${name}`,
  alarm: (name: string, state: string) => `alarm ${name} ${state}`,
  state: (machine: string, state: string) => `state ${machine}/${state}`,
  choice: (machine: string, state: string, rule: number) => `choice ${machine}/${state}/${rule}`,
  retry: (machine: string, state: string, retrier: number) => `retry ${machine}/${state}/${retrier}`,
  caught: (machine: string, state: string, catcher: number) => `catch ${machine}/${state}/${catcher}`,
  /** A statement has decided: `of` is where it stands, `action` as it is written there. */
  statement: (of: string, action: string) => `statement ${of} ${action}`,
  letter: (by: string, queueArn: string) => `letter ${by} ${queueArn}`,
  message: (topicArn: string, endpoint: string) => `message ${topicArn} ${endpoint}`,
} as const;

/** Notes what a story touches of what was synthesised. */
export class Touches implements Witness {
  private readonly keys = new Set<string>();
  private readonly statements: ReadonlyMap<Statement, string>;

  /** @param assembly the very one the story is played from. */
  constructor(assembly: Assembly) {
    this.statements = new Map(
      assembly.resources.flatMap((resource: Resource) =>
        statementsOf(resource).map(({ statement, key }) => [statement, key] as const),
      ),
    );
  }

  readonly attempted = ({ execution, state, outcome }: Attempt): void => {
    const { name } = execution.machine;
    this.keys.add(touch.state(name, state));
    if (!('by' in outcome) || outcome.by === undefined) return;
    const { caught, retry, choice } = touch;
    const decided = { caught, retried: retry, succeeded: choice }[outcome.status];
    this.keys.add(decided(name, state, outcome.by));
  };

  readonly put = (): void => undefined;

  readonly judged = ({ ask }: Question, { by: statement, allowed }: Decision, by: string): void => {
    if (allowed && ask.action === 'sqs:SendMessage') this.keys.add(touch.letter(by, ask.resource));
    if (!statement) return;
    // A function's permissions become statements when they are added up: each bears the id of its own.
    const key = this.statements.get(statement) ?? statement.Sid;
    if (key === undefined) return;
    for (const action of [statement.Action ?? []].flat())
      if (actionMatches(action, ask.action)) this.keys.add(touch.statement(key, action));
  };

  /** Listens to what AWS sends by itself, and lets it pass. */
  listen(stage: Stage): void {
    stage.stray(
      ({ of, name }) => {
        this.keys.add(touch[of](name));
        return false;
      },
      Number.POSITIVE_INFINITY,
      { kind: 'lost' },
    );
  }

  /** After the story. */
  of({ cloud }: Stage): readonly string[] {
    for (const { alarm, state } of cloud.alarmChanges) this.keys.add(touch.alarm(alarm.name, state));
    for (const { topicArn, endpoint } of cloud.sns.deliveries) this.keys.add(touch.message(topicArn, endpoint));
    return [...this.keys].sort();
  }
}
