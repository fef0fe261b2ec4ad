export { type Description, ROLES, type Role } from './description';
export type { Fault, FaultKind, Occurrence } from './faults';
export { type OracleStory, oracleSeconds } from './oracle';
export { Platform } from './platform';
export type { Assumptions, DatabaseServer, Ports } from './ports';
export type { Change, Target } from './wellbeing';
