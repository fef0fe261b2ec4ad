import type { Budget } from './budget';

/** What the steps of Update Deployment and the Rollback Procedure may do. */
// biome-ignore lint/suspicious/noEmptyInterface: its actions come with their runbooks
export interface ChangeActions {}

export const CHANGE_BUDGETS: Readonly<Record<keyof ChangeActions, Budget>> = {};
