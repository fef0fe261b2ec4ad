import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Permission } from '../../lambdas/shared/permission';

const ROOT = join(__dirname, '../..');

/** Why an action is granted on everything, as the function's own permissions.ts says it. */
function reasonOf(name: string, action: string): { because: string; source: string } | undefined {
  const file = join(ROOT, 'lambdas', name, 'permissions.ts');
  if (!existsSync(file)) return undefined;
  const { permissions } = require(file) as { permissions: readonly Permission[] };
  for (const permission of permissions) {
    if ('because' in permission && permission.actions.includes(action)) return permission;
  }
  return undefined;
}

/** What no function's permissions.ts asks for: the platform does. */
const OF_THE_PLATFORM: readonly (readonly [RegExp, string, string])[] = [
  [
    /^xray:/,
    'X-Ray has no resource level.',
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
  ],
  [
    /^ec2:.*(NetworkInterface|Subnets|PrivateIpAddresses)/,
    'Network interfaces of a function have no resource level.',
    'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html',
  ],
  [
    /^logs:/,
    'The delivery of a workflow’s log has no resource level.',
    'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  ],
];

/** Why somebody has an action on everything, and where AWS says so. @throws when nobody says why. */
export function whyWide(name: string, action: string): { readonly because: string; readonly source: string } {
  const own = reasonOf(name, action);
  if (own) return { because: own.because, source: own.source };
  const [, because, source] = OF_THE_PLATFORM.find(([pattern]) => pattern.test(action)) ?? [];
  if (because === undefined || source === undefined) {
    throw new Error(
      `${action} is granted on everything to ${name}, and neither its permissions.ts nor tools/docs/why-wide.ts says why.`,
    );
  }
  return { because, source };
}
