import type { ServiceName } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import { resumeCommand } from '../shared/halt/disable';
import { startCommand } from '../shared/recovery/service';
import type { Switch } from '../shared/stop';
import { ACT } from './decide';

/** How trading is halted again: it needs nobody's approval. */
export const UNDO = 'npm run runbook -- halt --reason "<why>"';

/** A page bears 600 characters of it; what is left out stands in the timeline beside it. */
const shortened = (text: string): string => (text.length <= 170 ? text : `${text.slice(0, 169)}…`);

/** What is asked of two people, in the words of the guard. A yes holds only while all of it is so. */
export const askToResume = (
  name: ServiceName & { readonly kind: 'trading' | 'other' },
  o: {
    readonly parameter: string;
    readonly before: Switch;
    readonly reconciliation: string;
    readonly integrity: string;
    readonly losses: string;
    /** Tasks to be started first; 0: the service runs. */
    readonly start: number;
  },
): Ask => ({
  act: ACT,
  kind: name.kind,
  resource: name.service,
  command: [...(o.start > 0 ? [startCommand(name, o.start)] : []), resumeCommand(o.parameter)].join(' && '),
  because: 'person',
  evenDisabled: true,
  endsStop: true,
  effect: `Orders are sent again as soon as the service reads it. ${[o.reconciliation, o.integrity, o.losses].map(shortened).join(' ')}`,
  undo: UNDO,
  facts: { 'parameter version': o.before.version, 'tasks to start': o.start },
});
