import type {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { readLines } from '../../../../lambdas/shared/log-lines';

const QUERY = { logGroup: '/aws/ecs/prod', streamPrefix: 'trading/', pattern: 'ERROR', from: 1, to: 9 };

const logs = (page: (number: number) => FilterLogEventsResponse) => {
  const asked: FilterLogEventsCommand['input'][] = [];
  const send = async ({ input }: FilterLogEventsCommand) => {
    asked.push(input);
    return page(asked.length);
  };
  return { asked, client: { send } as unknown as CloudWatchLogsClient };
};

test('an empty page with a token is not the end', async () => {
  const { client, asked } = logs((number) =>
    number === 1 ? { events: [], nextToken: 'more' } : { events: [{ timestamp: 5, message: 'ERROR' }] },
  );
  await expect(readLines(client, QUERY, () => true)).resolves.toEqual({
    lines: [{ at: 5, message: 'ERROR' }],
    truncated: false,
  });
  expect(asked).toEqual([
    {
      logGroupName: '/aws/ecs/prod',
      logStreamNamePrefix: 'trading/',
      filterPattern: 'ERROR',
      startTime: 1,
      endTime: 9,
    },
    expect.objectContaining({ nextToken: 'more' }),
  ]);
});

test.each([
  ['ten pages', () => true, 10],
  ['the first page after time is up', () => false, 1],
])('reading stops after %s, and says that there is more', async (_when, mayGoOn, pages) => {
  const { client, asked } = logs(() => ({ events: [], nextToken: 'more' }));
  await expect(readLines(client, QUERY, mayGoOn)).resolves.toEqual({ lines: [], truncated: true });
  expect(asked).toHaveLength(pages);
});
