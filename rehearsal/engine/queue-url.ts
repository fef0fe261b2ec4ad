const QUEUE_URL = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com\/(\d{12})\/([\w.-]+)$/;

// @claim documented: A queue URL ends in the account id and the queue name, its host names the Region.
// @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
/** The ARN of the queue a URL names; undefined for what is not the URL of a queue. */
export function queueArn(url: string): string | undefined {
  const [, region, account, name] = QUEUE_URL.exec(url) ?? [];
  return name === undefined ? undefined : `arn:aws:sqs:${region}:${account}:${name}`;
}
