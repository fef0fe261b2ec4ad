/**
 * Steps whose call may fail for good without anybody being told at once, by runbook, each with the step that is worked all
 * the same. By hand: what a deployment has begun must not be left as it is, so the step after it judges what is there and
 * takes it back; it stands in its incident that the call failed. The last of each has no next one: it is told to people.
 */
export const GOES_ON: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'update-deployment': {
    Deploy: 'Monitor deployment',
    'Monitor deployment': 'Verify the deployment',
    'Verify the deployment': 'Roll back what is not verified',
  },
  // There is nothing to take back there; whether it works is looked at all the same.
  rollback: { 'Monitor deployment': 'Verify the rollback' },
};
