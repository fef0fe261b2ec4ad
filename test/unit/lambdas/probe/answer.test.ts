import { type Browse, pressButton, readMessage } from '../../../../lambdas/answer-test-page/answer';
import { form } from '../../../../lambdas/shared/html';

const PAGES = 'https://abc123.execute-api.ap-south-1.amazonaws.com';
const LINK = `${PAGES}/i/${'x'.repeat(43)}`;
const page = (address: string): string =>
  `P2 Test Alarm: opened 1 s ago.\n\nWHAT TO DO NEXT\n- Read and acknowledge: ${address}\n`;

describe('a message to the endpoint of tests', () => {
  test('is a page when it has a link to read and acknowledge', () => {
    expect(readMessage(page(LINK), PAGES)).toEqual({ link: LINK });
  });

  test('asks for nothing when it has none: the all-clear', () => {
    expect(readMessage('All clear: Test Alarm is fixed.\nNothing to do.', PAGES)).toEqual({
      nothingToDo: 'All clear: Test Alarm is fixed.',
    });
  });

  test.each([
    ['another host', `https://evil.example/i/${'x'.repeat(43)}`],
    ['no link of its own', `${PAGES}/incidents/test-alarm-20261129T053100Z`],
    ['our host as a name before another one', `${PAGES}.evil.example/i/abc`],
    ['no address', 'nowhere'],
  ])('whose link leads elsewhere is opened by nobody: %s', (_what, address) => {
    expect(() => readMessage(page(address), PAGES)).toThrow(`expected one below ${PAGES}/i/`);
  });
});

describe('pressing the button', () => {
  const shown = String(
    form(`${new URL(LINK).pathname}/acknowledge`, { token: 'abc' }, { says: 'I have it', looks: 'main' }),
  );
  const asked: unknown[] = [];
  const browser =
    (get: { status: number; text: string }, post = { status: 303, text: '' }): Browse =>
    async (request, url) => {
      asked.push([request, url]);
      return request.method === 'GET' ? get : post;
    };
  beforeEach(() => asked.splice(0));

  test('sends the form of the page as it is shown', async () => {
    await pressButton(LINK, browser({ status: 200, text: `<p>x</p>${shown}` }));
    expect(asked).toEqual([
      [{ method: 'GET' }, LINK],
      [{ method: 'POST', form: { token: 'abc' } }, `${LINK}/acknowledge`],
    ]);
  });

  test.each([
    ['a page that cannot be made', { status: 500, text: '' }, undefined, 'answered 500'],
    ['a link that has expired', { status: 410, text: '' }, undefined, 'answered 410'],
    ['a page without the button', { status: 200, text: '<form action="/sign-in"></form>' }, undefined, 'no button'],
    [
      'a press that does not count',
      { status: 200, text: shown },
      { status: 403, text: '' },
      'answered 403, expected 303',
    ],
  ])('fails with what was seen: %s', async (_what, get, post, says) => {
    await expect(pressButton(LINK, browser(get, post))).rejects.toThrow(says);
  });
});
