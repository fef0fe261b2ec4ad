import { Logger } from '@aws-lambda-powertools/logger';
import * as v from 'valibot';
import { readParameters } from '../shared/directory';
import { parse } from '../shared/step';
import { type Browse, pressButton, readMessage } from './answer';

// https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
const Notification = v.object({
  Records: v.pipe(v.array(v.object({ Sns: v.object({ Message: v.string() }) })), v.length(1)),
});

const logger = new Logger();

const PATIENCE_MS = 8_000;

const browse: Browse = async (request, url) => {
  const answer = await fetch(url, {
    method: request.method,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(request.method === 'POST'
      ? {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(request.form).toString(),
        }
      : {}),
  });
  return { status: answer.status, text: await answer.text() };
};

/** Takes the page of a test, and acknowledges it as a person would. */
export const handler = async (event: unknown): Promise<void> => {
  const [record] = parse(Notification, event, 'the notification').Records;
  const { directory } = await readParameters();
  const read = readMessage(record?.Sns.Message ?? '', directory.api);
  if ('nothingToDo' in read) {
    logger.info('A message that asks for nothing.', { begins: read.nothingToDo });
    return;
  }
  await pressButton(read.link, browse);
  logger.info('Acknowledged the page of a test.');
};
