import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { CLIENT } from '../shared/clients';
import { type Definition, describeDefinition } from '../shared/release/definition';
import { deploymentsOf } from '../shared/release/history';
import { type ImageName, whichOf } from '../shared/release/image';
import { note } from '../shared/release/notes';
import { lookAtPresent, notSeen, ownContainer, type Present } from '../shared/release/present';
import { findImage } from '../shared/release/registry';
import { ReleaseInput, type Subject, subjectOf } from '../shared/release/subject';
import { readSignals } from '../shared/signals';
import { asStep, look } from '../shared/step';
import {
  type Choice,
  type Choosing,
  chooseLast,
  chooseNamed,
  describeChoice,
  goneFrom,
  type InRegistry,
  releaseFrom,
} from './decide';

const ecs = new ECSClient(CLIENT);
const ecr = new ECRClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);

/** Chooses what is gone back to, and notes it for the step that does it. */
export const handler = asStep(ReleaseInput, async (input, context) => {
  const { incident, now } = context;
  const subject = subjectOf(input, incident);
  const looked = await look(async () => {
    const present = await lookAtPresent(ecs, subject);
    return { present, history: await deploymentsOf(ecs, subject, present.container) };
  });
  if ('unseen' in looked) return notSeen('what runs and what ran before', looked.unseen);
  const { present, history } = looked.seen;
  const named = incident.options?.['to-revision'];
  const choosing = await look(async (): Promise<Choosing> => {
    if (named === undefined) return chooseLast(present, history);
    const name = `${present.definition.family}:${named}`;
    const definition = await describeDefinition(ecs, name);
    return chooseNamed(name, definition, definition && imageIn(definition, subject), present, history);
  });
  if ('unseen' in choosing) return notSeen('the revision', choosing.unseen);
  if ('refused' in choosing.seen) return choosing.seen.refused;
  const { choice } = choosing.seen;
  const there = await look(() => registryOf(choice, subject, present));
  if ('unseen' in there) return notSeen('whether its image exists', there.unseen);
  const { own, inRegistry } = there.seen;
  const gone = goneFrom(choice, own, inRegistry);
  if (gone) return gone;
  const signals = await look(() => readSignals(cloudWatch, Object.keys(subject.alarms), now()));
  const about = describeChoice(choice, present, own, inRegistry, history, signals);
  await note(context, 'release', releaseFrom(choice, present, signals, about));
  return { outcome: 'continue', finding: about };
});

const imageIn = (definition: Definition, { image }: Subject): ImageName => ownContainer(definition, image).own;

async function registryOf(
  choice: Choice,
  subject: Subject,
  present: Present,
): Promise<{ own: ImageName; inRegistry: InRegistry }> {
  const definition =
    choice.base === present.definition.name ? present.definition : await describeDefinition(ecs, choice.base);
  if (!definition) throw new Error(`there is no task definition ${choice.base}`);
  const own = imageIn(definition, subject);
  const { digest } = choice;
  return {
    own,
    inRegistry: {
      active: definition.active,
      image: digest === null ? undefined : await findImage(ecr, own.repository, { digest }),
      meant: own.digest ? undefined : await findImage(ecr, own.repository, whichOf(own)),
    },
  };
}
