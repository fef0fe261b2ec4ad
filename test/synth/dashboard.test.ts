import { environments } from '../../environments';
import { HEARTBEAT } from '../../lib/audit-input';
import { everyRunbook } from '../../runbooks';
import { OWN_METRICS } from '../../runbooks/own-metrics';
import { SEVERITIES, type Severity } from '../../runbooks/severity';
import { programFor } from '../../tools/runbook/program';
import type { World } from '../../tools/runbook/world';
import { assembled } from '../support/assembled';
import { ofType, properties, rendered, stacks } from '../support/synth';

type Options = {
  readonly id?: string;
  readonly label?: string;
  readonly visible?: boolean;
  readonly stat?: string;
  readonly expression?: string;
};
interface Widget {
  readonly type: 'text' | 'metric' | 'alarm';
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly metrics?: readonly (string | Options)[][];
    readonly alarms?: readonly string[];
    readonly annotations?: { readonly horizontal: readonly { readonly value: number; readonly label: string }[] };
  };
}

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('$environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const [dashboard, ...others] = properties(stack, 'AWS::CloudWatch::Dashboard');
  const { widgets } = JSON.parse(String(rendered(dashboard?.DashboardBody ?? ''))) as { widgets: readonly Widget[] };
  const called = (title: string): Widget['properties'] => {
    const found = widgets.filter((widget) => widget.properties.title?.includes(title));
    if (found.length !== 1) throw new Error(`${found.length} widgets are called ${title}.`);
    return (found[0] as Widget).properties;
  };
  const texts = widgets.flatMap(({ properties: { markdown } }) => markdown ?? []);
  /** Namespace, name and dimensions of every metric, drawn or hidden. */
  const metrics = widgets.flatMap((widget) =>
    (widget.properties.metrics ?? []).flatMap((parts) => {
      const path = parts.filter((part): part is string => typeof part === 'string');
      return path.length > 0 ? [{ path, options: parts.at(-1) as Options }] : [];
    }),
  );

  test('there is one, in the stack of the watch and under our name', () => {
    expect(others).toEqual([]);
    expect(dashboard?.DashboardName).toBe(prefix);
    expect(
      stack.templates.find(({ resources }) => resources.some(({ Type }) => Type === 'AWS::CloudWatch::Dashboard'))
        ?.name,
    ).toBe(`${prefix}-watch`);
  });

  test('its rows are headed in words, and it begins with what to type', () => {
    expect(texts.filter((text) => text.startsWith('#')).map((text) => text.split('\n')[0])).toEqual([
      `# The runbooks of ${environment}`,
      '## What became of incidents',
      '## How people were reached, and what they answered',
      '## What the runbooks held back, and why',
      '## Whether the automation itself is well: every line is at 0 but the audits’',
      '## What it uses',
    ]);
  });

  test('what it says to type can be typed', () => {
    const typed = [...(texts[0] ?? '').matchAll(/`npm run runbook -- ([^`]+)`/g)].map(([, words = '']) => words);
    expect(typed.length).toBeGreaterThan(5);
    const out = () => undefined;
    const verbs = programFor({ out, err: out, environments } as unknown as World).commands;
    for (const words of typed) {
      const [verb = '', first = ''] = words.split(' ');
      const command = verbs.find((one) => one.name() === verb || one.alias() === verb);
      expect([words, command !== undefined]).toEqual([words, true]);
      const required = command?.options.filter(({ mandatory }) => mandatory).map(({ long }) => String(long)) ?? [];
      expect([words, required.every((option) => words.includes(option))]).toEqual([words, true]);
      if (verb === 'start') expect(everyRunbook.map(({ id }) => id)).toContain(first);
    }
  });

  test('every metric of ours is one that a function writes, and none that they write for alarms is missing', () => {
    const ours = metrics.filter(({ path }) => !path[0]?.startsWith('AWS/')).map(({ path }) => path.join(' '));
    const severities = ['P1', 'P2', 'P3'];
    const written = Object.entries(OWN_METRICS).flatMap(([name, { dimension, values }]) =>
      Object.keys(values)
        .filter((value) => name !== 'TimeToMitigate' || severities.includes(value))
        .map((value) => `${prefix} ${name} ${dimension} ${value}`),
    );
    expect([...new Set(ours)].sort()).toEqual([...written, `${prefix} ${HEARTBEAT}`].sort());
  });

  test('minutes until an incident was mitigated stand beside the response time of its severity', () => {
    const started = everyRunbook.filter(({ triggers }) => triggers.length > 0);
    const severities = new Set(started.flatMap((one) => [one.severity, one.severityInSession ?? one.severity]));
    expect([...severities].sort()).toEqual(['P1', 'P2', 'P3']);
    for (const severity of severities as Set<Severity>) {
      const { metrics: drawn = [], annotations } = called(`${severity} (`);
      expect(annotations?.horizontal).toMatchObject([
        { value: SEVERITIES[severity].responseSeconds / 60, label: 'response time' },
      ]);
      const stats = drawn.flatMap((parts) => (typeof parts[0] === 'string' ? [(parts.at(-1) as Options).stat] : []));
      expect(stats).toEqual(['p50', 'Maximum']);
    }
  });

  const names = (type: string, name: string) => ofType(stack, type).map(({ Properties }) => String(Properties[name]));
  const FUNCTIONS = names('AWS::Lambda::Function', 'FunctionName');
  const MACHINES = names('AWS::StepFunctions::StateMachine', 'StateMachineName');
  const RULES = names('AWS::Events::Rule', 'Name').filter((name) => name !== `${prefix}-dead-executions`);
  const TOPICS = names('AWS::SNS::Topic', 'TopicName').filter((name) => name !== `${prefix}-watch`);

  test.each([
    ['AWS/Lambda Errors', FUNCTIONS],
    ['AWS/Lambda Throttles', FUNCTIONS],
    ['AWS/Lambda Invocations', FUNCTIONS],
    ['AWS/Lambda Duration', FUNCTIONS],
    ['AWS/States ExecutionsFailed', MACHINES],
    ['AWS/States ExecutionsTimedOut', MACHINES],
    ['AWS/States ExecutionsAborted', MACHINES],
    ['AWS/States ExecutionsStarted', MACHINES],
    ['AWS/Events FailedInvocations', RULES],
    ['AWS/SNS NumberOfNotificationsFailed', TOPICS],
  ])('%s is read of every one there is, and drawn as one line', (metric, all) => {
    const read = metrics.filter(({ path }) => `${path[0]} ${path[1]}` === metric);
    expect(read.map(({ path }) => path[3]?.split(':').at(-1)).sort()).toEqual([...all].sort());
    expect(read.every(({ options }) => options.visible === false)).toBe(true);
  });

  test('both queues of dead letters are looked at', () => {
    const queues = metrics.filter(({ path }) => path[0] === 'AWS/SQS').map(({ path }) => path.slice(1));
    const made = ofType(stack, 'AWS::SQS::Queue').find(
      ({ Properties }) => Properties.QueueName === `${prefix}-watch-dead-letters`,
    );
    expect(queues).toEqual([
      ['ApproximateNumberOfMessagesVisible', 'QueueName', `${prefix}-dead-letters`],
      ['ApproximateNumberOfMessagesVisible', 'QueueName', `<${made?.logicalId}.QueueName>`],
    ]);
  });

  test('every alarm of the watch is shown, once, and no other', () => {
    const shown = widgets.flatMap((widget) => widget.properties.alarms ?? []);
    const paging = ofType(stack, 'AWS::CloudWatch::Alarm').filter(({ Properties }) => 'AlarmActions' in Properties);
    expect([...shown].sort()).toEqual(paging.map(({ logicalId }) => `<${logicalId}.Arn>`).sort());
  });

  test('no expression is longer than CloudWatch takes', () => {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
    const expressions = widgets.flatMap(({ properties: { metrics: all = [] } }) =>
      all.flatMap((parts) => (parts.at(-1) as Options).expression ?? []),
    );
    expect(expressions.length).toBeGreaterThan(10);
    for (const expression of expressions) expect(expression.length).toBeLessThan(1024);
  });
});
