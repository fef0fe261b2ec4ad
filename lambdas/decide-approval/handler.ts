import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { type ApiResponse, json, page, request } from '../shared/api';
import { QuestionId } from '../shared/approvals/approval';
import { ApprovalTable } from '../shared/approvals/table';
import { CLIENT, setting } from '../shared/clients';
import { asCommand, knownContact, Reason } from '../shared/command';
import { message } from '../shared/html';
import { incidentTable } from '../shared/step';
import { answer, type Tables } from './answer';
import { fromBrowser } from './browser';

const tables: Tables = {
  table: incidentTable(),
  approvals: new ApprovalTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE')),
  sfn: new SFNClient(CLIENT),
};

const Input = v.strictObject({
  /** Of the incident. */
  id: v.string(),
  approval: QuestionId,
  decision: v.picklist(['approve', 'refuse']),
  reason: Reason,
});

const command = asCommand(Input, async ({ id, approval, decision, reason }, context) =>
  answer(
    {
      incidentId: id,
      approvalId: approval,
      contact: knownContact(context),
      identity: context.caller.identity,
      decision,
      reason,
      now: context.now,
      requestId: context.requestId,
    },
    context.directory,
    tables,
  ),
);

const UNSENT = 'An answer is sent with POST, from the form of a page or from the command line. Nothing was done.';

/**
 * Takes an approval or a refusal: from the command line, where AWS has checked who signs, or from a browser, whose sign-in is
 * checked here.
 */
export const handler = async (event: unknown, lambda: Context): Promise<ApiResponse> => {
  const asked = request(event);
  // The routes are for POST alone; a scanner that got here all the same changes nothing.
  if (asked.method !== 'POST')
    return asked.iam
      ? json(405, { error: UNSENT })
      : page(405, message({ title: 'Nothing was changed', text: UNSENT }));
  return asked.iam ? command(event, lambda) : fromBrowser(asked, tables, lambda.awsRequestId);
};
