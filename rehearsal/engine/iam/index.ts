export { type AuthorizationWorld, asksFor, mappedOperations } from './asks';
export { checkPolicy } from './check';
export { type Decision, evaluate, type Question } from './evaluate';
export type { Ask, ConditionBlock, ConditionValue, Context, PolicyDocument, Principal, Statement } from './policy';
export { listOf } from './policy';
export { actionMatches } from './text';
