import type { Permission } from '../shared/permission';

/** Looking only: nothing is published. */
export const permissions: readonly Permission[] = [
  { actions: ['sns:ListSubscriptionsByTopic'], on: 'all-contact-topics' },
];
