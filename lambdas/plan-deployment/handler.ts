import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT } from '../shared/clients';
import { readSettings } from '../shared/guard/settings';
import { putDocument } from '../shared/maintenance/documents';
import { releaseDocument } from '../shared/release/document';
import { wantedImage } from '../shared/release/image';
import { note } from '../shared/release/notes';
import { declined, lookAtPresent, notSeen } from '../shared/release/present';
import { findImage, newestImages } from '../shared/release/registry';
import { ReleaseInput, subjectOf } from '../shared/release/subject';
import { readSignals } from '../shared/signals';
import { asStep, look } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { decidePlan, describePlan, missing, releaseFrom } from './decide';

const ecs = new ECSClient(CLIENT);
const ecr = new ECRClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const s3 = new S3Client(CLIENT);

/** How many images are named to whoever asked for one that is not there. */
const NAMED = 5;

/** Says what a deployment would change and what it would meet, in a document; notes it for the steps that follow. */
export const handler = asStep(ReleaseInput, async (input, context) => {
  const { incident, now } = context;
  const subject = subjectOf(input, incident);
  const looked = await look(() => lookAtPresent(ecs, subject));
  if ('unseen' in looked) return notSeen('what runs', looked.unseen);
  const present = looked.seen;
  const wanted = wantedImage(String(incident.options?.image ?? ''), present.own);
  if ('complaint' in wanted) return declined('deploy', `${wanted.complaint}.`, 'not an image of the service');
  const { repository } = present.own;
  const image = await look(() => findImage(ecr, repository, wanted.which));
  if ('unseen' in image) return notSeen('whether the image exists', image.unseen);
  if (!image.seen) {
    return missing(present.own, wanted.which, await look(() => newestImages(ecr, repository, NAMED)));
  }
  const [signals, tradingEnabled, { calendar }] = await Promise.all([
    look(() => readSignals(cloudWatch, Object.keys(subject.alarms), now())),
    look(() => readSwitch(ssm, subject.guard.tradingEnabled)),
    readSettings(ssm, subject.guard.settings),
  ]);
  const seen = { present, image: image.seen, signals, tradingEnabled, calendar, now: now() };
  const key = releaseDocument(incident.id);
  await putDocument(s3, key, describePlan(seen));
  await note(context, 'release', releaseFrom(seen));
  return decidePlan(seen, { dryRun: incident.options?.['dry-run'] === true, key });
});
