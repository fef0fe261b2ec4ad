import type { Approval, Question } from '../../../../lambdas/shared/approvals/approval';
import type { Directory } from '../../../../lambdas/shared/directory';
import { incident, isoAfter } from '../../../support/incidents';

export const INCIDENT = incident().id;
export const ACCOUNT = '123456789012';
export const SSO = 'AWSReservedSSO_TradingEngineer_0a1b2c3d4e5f6071';
export const ISSUER = 'https://issuer.example';

export const QUESTION: Question = {
  act: 'scale-up',
  resource: 'algo-trading-prod-trading',
  command: 'aws application-autoscaling register-scalable-target --min-capacity 3',
  effect: 'Each copy may send the same order.',
  undo: 'aws application-autoscaling register-scalable-target --min-capacity 2',
  because: 'Two copies may not run side by side.',
  facts: { 'desired tasks': 2 },
};

/** Asked a minute after the alarm, until the deadline; the runbook waits. */
export const approval = (over: Partial<Approval> = {}): Approval => ({
  ...QUESTION,
  id: 'a1',
  incidentId: INCIDENT,
  step: 'Scale up if needed',
  askedAt: isoAfter(60),
  expiresAt: isoAfter(1800),
  status: 'asked',
  decisions: [],
  waiting: true,
  ...over,
});

const engineer = (id: string) => ({
  role: id,
  iamUser: id,
  identityCenterUser: `${id}@algo-trading.example`,
  oidcSubject: `subject-of-${id}`,
});

export const DIRECTORY: Directory = {
  environment: 'prod',
  account: ACCOUNT,
  region: 'ap-south-1',
  api: 'https://a1b2c3d4e5.execute-api.ap-south-1.amazonaws.com',
  signIn: { issuer: ISSUER, clientId: 'pages' },
  identityCenterRoles: [SSO],
  contacts: {
    'trading-primary': engineer('trading-primary'),
    'trading-backup': engineer('trading-backup'),
    'team-lead': engineer('team-lead'),
    cto: engineer('cto'),
    stakeholders: { role: 'Stakeholders' },
  },
  approvers: {
    otherwise: { contacts: ['trading-primary', 'trading-backup', 'team-lead'], people: 1 },
    'resume-trading': { contacts: ['trading-primary', 'trading-backup', 'team-lead'], people: 2 },
  },
};
