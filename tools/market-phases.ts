import {
  ACTS,
  MARKET_PHASES,
  type MarketPhase,
  permitted,
  reasonFor,
  type ServiceKind,
} from '../runbooks/market-phases';
import { escaped } from './fidelity/markdown';

const INTRODUCTION = `What may be done to a service in which phase of the market, as [runbooks/market-phases.ts](../runbooks/market-phases.ts) says it.
*allowed*: an automation may do it. *approval*: a named person says yes first. *forbidden*: not in this phase, whoever asks.
The table speaks of the market alone: leases, stops, budgets and what a service declares of itself are asked as well, and each may still refuse.
Do not edit: \`npm run docs\` writes this file anew, and \`npm run docs -- --check\` says whether it is up to date.`;

const PHASES: Readonly<Record<MarketPhase, string>> = {
  'pre-open': 'orders are collected before the opening, or between two sessions of one day.',
  session: 'continuous trading.',
  'closing-auction': 'the closing price is struck.',
  closed: 'nothing trades.',
  'unknown-day': 'the calendar cannot say whether this is trading time; the stricter of session and closed holds.',
};

const HEADINGS: Readonly<Record<ServiceKind, string>> = {
  trading: 'The trading service',
  other: 'Every other service',
};

/** The whole of docs/market-phases.md. */
export function marketPhasesDocument(): string {
  const sections = [
    '# Market phases',
    INTRODUCTION,
    MARKET_PHASES.map((phase) => `- **${phase}**: ${PHASES[phase]}`).join('\n'),
    ...(['trading', 'other'] as const).flatMap((service) => [`## ${HEADINGS[service]}`, table(service)]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function table(service: ServiceKind): string {
  const rows = ACTS.map((act) => {
    const cells = MARKET_PHASES.map((phase) => shown(permitted(act, service, phase)));
    return [act, ...cells, escaped(reasonFor(act, service))];
  });
  const header = ['Act', ...MARKET_PHASES, 'Why'];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What is not simply allowed stands out. */
const shown = (permission: string): string => (permission === 'allowed' ? permission : `**${permission}**`);
