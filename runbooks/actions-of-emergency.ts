import type { Budget } from './budget';

/** What the steps of the emergency procedures: stopping trading, closing positions may do. */
// biome-ignore lint/suspicious/noEmptyInterface: its actions come with their runbooks
export interface EmergencyActions {}

export const EMERGENCY_BUDGETS: Readonly<Record<keyof EmergencyActions, Budget>> = {};
