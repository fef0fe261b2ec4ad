import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { AwsError } from '../../../../rehearsal/engine/aws/service';
import { Loopback, REQUEST_ID } from './loopback';

const FUNCTION = 'arn:aws:lambda:ap-south-1:123456789012:function:tick';
const PAYLOAD = Buffer.from('{"due":"now"}');

// The second implementation is the SDK client itself: it writes the request and reads the answer.
test('an invocation arrives as the client was given it, whatever is in the name of the function', async () => {
  const end = new Loopback();
  end.answer = () => ({ output: { StatusCode: 202 } });
  const input = { FunctionName: FUNCTION, InvocationType: 'Event', Payload: PAYLOAD, Qualifier: '$LATEST' } as const;
  const { $metadata, ...received } = await new LambdaClient(end.config).send(new InvokeCommand(input));
  expect(end.calls).toEqual([
    { service: 'lambda', operation: 'Invoke', input, accessKeyId: 'AKIDROLE', region: 'ap-south-1' },
  ]);
  expect(received).toMatchObject({ StatusCode: 202 });
  expect($metadata).toMatchObject({ httpStatusCode: 202, requestId: REQUEST_ID });
});

test('an answer brings back what the function said, and that it failed', async () => {
  const end = new Loopback();
  end.answer = () => ({
    output: { StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST', Payload: PAYLOAD },
  });
  const answer = await new LambdaClient(end.config).send(new InvokeCommand({ FunctionName: 'tick' }));
  expect(end.calls.at(-1)?.input).toEqual({ FunctionName: 'tick' });
  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
  expect(Buffer.from(answer.Payload ?? []).toString()).toBe('{"due":"now"}');
});

// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
test('an error reaches the client under its modelled name and status', async () => {
  const end = new Loopback();
  end.answer = () => ({ error: new AwsError('ResourceNotFoundException', `Function not found: ${FUNCTION}`, 404) });
  const thrown = await new LambdaClient(end.config)
    .send(new InvokeCommand({ FunctionName: FUNCTION }))
    .catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(ResourceNotFoundException);
  expect(thrown).toMatchObject({ message: `Function not found: ${FUNCTION}`, $metadata: { httpStatusCode: 404 } });
});

test('what else Lambda can do is refused by name', async () => {
  const { ListFunctionsCommand } = await import('@aws-sdk/client-lambda');
  await expect(new LambdaClient(new Loopback().config).send(new ListFunctionsCommand({}))).rejects.toThrow(
    /lambda: GET \/2015-03-31\/functions\/?.*Invoke/,
  );
});
