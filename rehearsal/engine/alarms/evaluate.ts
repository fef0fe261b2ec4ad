export const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

export const MISSING_DATA_TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
export type MissingDataTreatment = (typeof MISSING_DATA_TREATMENTS)[number];

/** An "M out of N" rule: N is `evaluationPeriods`, M is `datapointsToAlarm`. */
export interface Rule {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingDataTreatment;
  readonly breaching: (value: number) => boolean;
}

/** What an evaluation found, and on what it rests. */
export interface Judgement {
  readonly state: AlarmState;
  /** Indices into the points of the real ones that were judged, newest first. */
  readonly used: readonly number[];
  /** How many points had to be filled in, because the evaluation range held fewer real ones than N. */
  readonly filled: number;
}

/**
 * Judges one alarm.
 * @param points the evaluation range, oldest first, one entry a period; `undefined` where the period has no data.
 * @param current the state the alarm is in, kept when the rule cannot say.
 */
export function evaluate(rule: Rule, points: readonly (number | undefined)[], current: AlarmState): Judgement {
  // @claim documented: The most recent real data points of the evaluation range are judged; missing ones are filled in only when the range holds fewer real ones than EvaluationPeriods.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
  const used = newestReal(points, rule.evaluationPeriods);
  const filled = rule.evaluationPeriods - used.length;
  const breaches = used.filter((index) => isBreaching(rule, points, index)).length;
  return { state: stateOf(rule, points, used, breaches, current), used, filled };
}

function stateOf(
  rule: Rule,
  points: readonly (number | undefined)[],
  used: readonly number[],
  breaches: number,
  current: AlarmState,
): AlarmState {
  const filled = rule.evaluationPeriods - used.length;
  if (filled === 0 || rule.treatMissingData === 'notBreaching') return byCount(rule, breaches);
  if (rule.treatMissingData === 'breaching') return byCount(rule, breaches + filled);
  if (used.length === 0) return rule.treatMissingData === 'ignore' ? current : 'INSUFFICIENT_DATA';
  if (breaches >= rule.datapointsToAlarm) return 'ALARM';
  if (isOldAndOnlyBreaching(rule, points, used, breaches)) {
    return rule.treatMissingData === 'ignore' ? current : 'ALARM';
  }
  // @claim cross-checked: With too few real points and none of the documented special cases the alarm is OK: `- - - - X` does not alarm yet.
  // @source LocalStack, localstack/services/cloudwatch/alarm_scheduler.py
  return 'OK';
}

const byCount = ({ datapointsToAlarm }: Rule, breaching: number): AlarmState =>
  breaching >= datapointsToAlarm ? 'ALARM' : 'OK';

/**
 * The exception to "too few points": the oldest point there is breaches, is at least M periods old, and nothing since
 * has been within the threshold.
 */
function isOldAndOnlyBreaching(
  rule: Rule,
  points: readonly (number | undefined)[],
  used: readonly number[],
  breaches: number,
): boolean {
  // @claim documented: When the oldest available point breaches, is at least DatapointsToAlarm periods old, and all newer ones breach or are missing, the alarm goes to ALARM with fewer than M points; with `ignore` it keeps its state.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
  const oldest = used.at(-1);
  return oldest !== undefined && breaches === used.length && points.length - oldest >= rule.datapointsToAlarm;
}

function newestReal(points: readonly (number | undefined)[], atMost: number): number[] {
  const real: number[] = [];
  for (let index = points.length - 1; index >= 0 && real.length < atMost; index--) {
    if (points[index] !== undefined) real.push(index);
  }
  return real;
}

function isBreaching(rule: Rule, points: readonly (number | undefined)[], index: number): boolean {
  const value = points[index];
  return value !== undefined && rule.breaching(value);
}
