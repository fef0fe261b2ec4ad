export { type BusOptions, EventBus } from './bus';
export { transformInput } from './input';
export type { AwsEvent, DeadLetter, EventPattern, Rule, RuleTarget, TargetInput, Undelivered } from './model';
export { checkPattern, matches } from './pattern';
export { readRules } from './rules';
