import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { type ApiResponse, page, request } from '../shared/api';
import { CLIENT, setting } from '../shared/clients';
import { asCommand } from '../shared/command';
import { message } from '../shared/html';
import { PageLinks } from '../shared/page-links';
import { incidentTable } from '../shared/step';
import { named } from '../shared/wording';
import type { Tools } from './acknowledge';
import { byCommand, Input } from './by-command';
import { byLink } from './by-link';

const tools: Tools = { table: incidentTable(), sfn: new SFNClient(CLIENT) };
const links = new PageLinks(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));
const logger = new Logger();

const command = asCommand(Input, (input, context) => byCommand(input, context, tools));

/** Acknowledges: from the page of a link, or from the command line, where API Gateway has checked who signs. */
export const handler = async (event: unknown, lambda: Context): Promise<ApiResponse> => {
  const asked = request(event);
  if (asked.method !== 'POST')
    return page(405, message({ title: 'Nothing was changed', text: 'An acknowledgement is sent with POST.' }));
  if (asked.iam) return command(event, lambda);
  try {
    return await byLink(asked, { ...tools, links }, Date.now(), lambda.awsRequestId);
  } catch (error) {
    logger.error(`An acknowledgement failed: ${named(error)}`);
    return page(
      500,
      message({
        title: 'It may not have been written down',
        text: `Go back to your page and look whether you have it; if not, press again. ${named(error)}`,
      }),
    );
  }
};
