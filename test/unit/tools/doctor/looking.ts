import { prod } from '../../../../environments/prod';
import type { Environment } from '../../../../environments/schema';
import type { Finding } from '../../../../tools/doctor/index';
import { assembly, type Story, world } from './world';

let deployed: ReturnType<typeof assembly> | undefined;

/** A world in which the stack of `prod` is deployed, unless the story says otherwise. */
export const raise = (story: Partial<Story> = {}) => {
  deployed ??= assembly(prod);
  return world({ assembly: deployed, ...story });
};

/** What a doctor finds who looks at once. */
export const found = async (story: Partial<Story> = {}): Promise<readonly Finding[]> => (await raise(story)).examine();

/** Findings that are neither good nor merely not configured, as `status title`. */
export const wrong = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ status }) => status !== 'ok' && status !== 'not configured' && status !== 'not deployed')
    .map(({ status, title }) => `${status} ${title}`);

export const one = (findings: readonly Finding[], title: string): Finding => {
  const [finding, ...others] = findings.filter((each) => each.title === title);
  if (!finding || others.length > 0) throw new Error(`${title} is found ${finding ? others.length + 1 : 0} times.`);
  return finding;
};

export const signals = (changed: Partial<Environment['signals']>): Environment => ({
  ...prod,
  signals: { ...prod.signals, ...changed },
});

export const TRADING = prod.services.trading.name;
export const HEEDS = 'trading service heeds trading_enabled';

/** Another object than the one that is written. */
export function at(key: string) {
  const { bucket } = prod.signals.tradingEnabledAcknowledgement as { bucket: string };
  return { bucket, key, maxAgeSeconds: 120 };
}
