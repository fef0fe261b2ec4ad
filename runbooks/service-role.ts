/** The services a runbook may speak of; the environment says what they are called. */
export type ServiceRole = 'trading' | 'dashboard' | 'data-service';
