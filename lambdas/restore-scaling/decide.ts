import { ALL_SUSPENDED, type Bounds, registerCommand } from '../shared/capacity';
import type { ServiceName } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import { boundsWords } from '../shared/recovery/before';
import { ACT, rescaleCommand } from '../shared/recovery/rescale';

/** Putting the scaling back, in the words of the guard. The stop itself stands until trading is resumed. */
export const askToRescale = (name: ServiceName & { readonly kind: 'trading' | 'other' }, to: Bounds): Ask => ({
  act: ACT,
  kind: name.kind,
  resource: name.service,
  command: rescaleCommand(name, to),
  because: 'person',
  evenDisabled: true,
  endsStop: true,
  effect: `Autoscaling works again between its bounds of before: ${boundsWords(to)}.`,
  undo: registerCommand(name, { min: 0, suspended: ALL_SUSPENDED }),
});
