import colours from 'picocolors';
import { clockTime } from '../../../lambdas/shared/wording';
import type { LogEvent } from '../../../lambdas/show-logs/handler';
import { plain, plainLines } from './text';

/** One log line, whole: broken by the terminal, so that it can be searched and copied. Its own line breaks stay. */
export function tellEvent({ at, stream, message }: LogEvent): string {
  const [first = '', ...more] = plainLines(message.trimEnd());
  return [`${colours.dim(`${clockTime(at)} ${plain(stream)}`)} ${first}`, ...more.map((line) => `    ${line}`)].join(
    '\n',
  );
}
