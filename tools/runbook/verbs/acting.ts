import { SPANS, spanOf } from '../../../lambdas/list-incidents/span';
import type { Options } from '../../../runbooks/options';
import type { Api, Said } from '../api';
import { CannotAsk } from '../errors';
import { indented, plain } from '../telling/text';
import { incidentId, type Told } from './told';

const told = (data: Said): Told => ({ data, text: () => indented(plain(data.said), 0) });

export const start = async (
  api: Api,
  runbook: string,
  { reason, date }: { reason: string; date?: string },
  options: Options = {},
): Promise<Told> => {
  const more = {
    ...(date === undefined ? {} : { date }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
  return told(await api.post(['v1', 'runbooks', runbook, 'start'], { reason, ...more }));
};

export const acknowledge = async (api: Api, incident: string): Promise<Told> =>
  told(await api.post(['v1', 'incidents', await incidentId(api, incident), 'acknowledge'], {}));

export const close = async (api: Api, incident: string, { reason }: { reason: string }): Promise<Told> =>
  told(await api.post(['v1', 'incidents', await incidentId(api, incident), 'close'], { reason }));

export async function take(
  api: Api,
  service: string,
  { for: span, reason, over }: { for: string; reason: string; over?: true },
): Promise<Told> {
  const body = { forMinutes: minutesOf(span), reason, ...(over ? { over } : {}) };
  return told(await api.post(['v1', 'services', service, 'take'], body));
}

export const giveBack = async (api: Api, service: string): Promise<Told> =>
  told(await api.post(['v1', 'services', service, 'give-back'], {}));

/** One call, and no approval: making the system safer needs nobody. */
export const halt = async (api: Api, { reason }: { reason: string }): Promise<Told> =>
  told(await api.post(['v1', 'halt'], { reason }));

/** Enables nothing: the gate is lifted, and trading is resumed by two people. */
export const waiveGate = async (api: Api, { reason, date }: { reason: string; date?: string }): Promise<Told> =>
  told(await api.post(['v1', 'gate', 'waive'], { reason, ...(date === undefined ? {} : { date }) }));

export async function setMode(
  api: Api,
  mode: string,
  { runbook, reason }: { runbook?: string; reason?: string },
): Promise<Told> {
  if (reason === undefined) throw new CannotAsk(`mode ${mode} needs a reason: mode ${mode} --reason "<why>"`);
  return told(await api.post(['v1', 'mode'], { mode, ...(runbook === undefined ? {} : { runbook }), reason }));
}

function minutesOf(span: string): number {
  const minutes = (spanOf(span) ?? Number.NaN) / 60_000;
  if (Number.isInteger(minutes)) return minutes;
  throw new CannotAsk(`--for: given "${span}", expected ${SPANS}, in whole minutes.`);
}
