import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { morningChecklist } from '../../runbooks/checklists';
import { openingAt, todayIn } from '../shared/checklist/day';
import { GateTable } from '../shared/checklist/gate';
import { ChecklistTable } from '../shared/checklist/table';
import { CLIENT, setting } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { acknowledged, type Disabled, disable } from '../shared/halt/disable';
import { StatusPlace } from '../shared/status-object';
import { asStep, type Look, look, type StepContext } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { decideClosing, describeClosing, type Failing, isLifted } from './decide';

const Input = v.object({
  /** Name of the parameter. */
  tradingEnabled: v.string(),
  /** Where the trading service says that it acts on the parameter; null: it does not. */
  acknowledgement: v.nullable(StatusPlace),
  settings: SettingNames,
});
type Input = v.InferOutput<typeof Input>;

/** Two tries: disabling does not wait long for a look that fails. */
const LOOKING = { ...CLIENT, maxAttempts: 2 };

const ssm = new SSMClient(LOOKING);
const acting = new SSMClient({ ...CLIENT, maxAttempts: 1 });
const s3 = new S3Client(LOOKING);
const dynamoDb = new DynamoDBClient(CLIENT);
const runs = new ChecklistTable(dynamoDb, setting('INCIDENT_TABLE'));
const gates = new GateTable(dynamoDb, setting('INCIDENT_TABLE'));

const ACKNOWLEDGED_WITHIN_MS = 20_000;

/**
 * Disables trading before the open and writes down what has to pass. It enables nothing, stops no service, and may be worked
 * twice: what the parameter was before is kept by the first time.
 */
export const handler = asStep(Input, async (input, context) => {
  const { mode, calendar } = await readSettings(ssm, input.settings);
  const { date } = todayIn(calendar, context.now());
  const [latest, gate, before] = await Promise.all([
    runs.latest(morningChecklist.id, date),
    gates.get(date),
    look(async () => (await readSwitch(ssm, input.tradingEnabled)).value),
  ]);
  const opening = openingAt(calendar, context.now());
  const decision = decideClosing({ runs: latest, gate, opening, mode, parameter: input.tradingEnabled });
  if (!decision.close) return decision.answer;
  const { failing } = decision;

  // Kept before the act, so that an attempt that dies does not leave our own "false" as what it was before.
  const record = () => look(() => gates.close(date, closing(failing, before, context)));
  const first = await record();
  if ('seen' in first && first.seen.state !== 'closed') return isLifted(first.seen);
  // A record that fails does not keep trading enabled.
  const disabled = await disable({ ssm, acting }, input.tradingEnabled, context.sleep, { anew: true });
  const [recorded, word] = await Promise.all([
    'seen' in first ? first : record(),
    'seen' in disabled ? effect(input, disabled.seen, context) : null,
  ]);
  return describeClosing({
    failed: failing.failed,
    parameter: input.tradingEnabled,
    before,
    disabled,
    recorded,
    acknowledged: word,
  });
});

const closing = (failing: Failing, before: Look<string>, { now, incident }: StepContext) => ({
  ...failing,
  at: new Date(now()).toISOString(),
  incident: incident.id,
  tradingEnabledBefore: 'seen' in before ? before.seen : null,
});

async function effect({ acknowledgement }: Input, { version }: Disabled, context: StepContext) {
  if (!acknowledgement) return null;
  const until = Math.min(context.now() + ACKNOWLEDGED_WITHIN_MS, context.answerBy);
  return acknowledged(s3, acknowledgement, version, until, context);
}
