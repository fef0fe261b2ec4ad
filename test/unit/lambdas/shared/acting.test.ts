import { asked, isRefusal } from '../../../../lambdas/shared/acting';

const error = (name: string, httpStatusCode?: number, message = name): Error =>
  Object.assign(new Error(message), { name, ...(httpStatusCode ? { $metadata: { httpStatusCode } } : {}) });

describe('whether AWS said no', () => {
  // Client errors are 4xx, server errors 5xx: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html
  test.each([
    ['an answer that access is denied', error('AccessDeniedException', 400), true],
    ['an answer that there is no such service', error('ServiceNotFoundException', 400), true],
    ['an answer that too much was asked', error('ThrottlingException', 400), true],
    ['an answer from the middle of AWS', error('ServerException', 500), false],
    ['an answer that AWS is not available', error('ServiceUnavailable', 503), false],
    ['an answer that never came', error('TimeoutError'), false],
    ['a connection that broke', error('ECONNRESET'), false],
  ])('%s: %s', (_what, given, refused) => {
    expect(isRefusal(given)).toBe(refused);
  });
});

describe('an act that AWS has too much to do for', () => {
  const slept: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    slept.push(milliseconds);
  };
  beforeEach(() => {
    slept.length = 0;
  });
  const failing = (times: number, failure: Error) => {
    let tries = 0;
    return async () => {
      tries += 1;
      if (tries <= times) throw failure;
      return tries;
    };
  };

  test('is asked for again after 1, 2 and 4 s', async () => {
    await expect(asked(failing(3, error('ThrottlingException', 400)), sleep)).resolves.toBe(4);
    expect(slept).toEqual([1000, 2000, 4000]);
  });

  test('is given up after the fourth time, with what AWS said', async () => {
    await expect(asked(failing(4, error('ThrottlingException', 400)), sleep)).rejects.toThrow('ThrottlingException');
    expect(slept).toEqual([1000, 2000, 4000]);
  });

  test.each([
    error('ThrottledException', 429),
    error('TooManyRequestsException', 429),
    error('RequestLimitExceeded', 503),
    error('ClientException', 400, 'Rate exceeded'),
  ])('is known by AWS saying %s', async (failure) => {
    await expect(asked(failing(1, failure), sleep)).resolves.toBe(2);
  });

  test.each([
    ['a refusal', error('AccessDeniedException', 400)],
    ['an answer that never came: it may have taken place', error('TimeoutError')],
    ['an answer from the middle of AWS: it may have taken place', error('ServerException', 500)],
  ])('is not asked for again after %s', async (_what, failure) => {
    await expect(asked(failing(1, failure), sleep)).rejects.toBe(failure);
    expect(slept).toEqual([]);
  });
});
