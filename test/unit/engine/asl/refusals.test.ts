import type { Definition } from '../../../../rehearsal/engine/asl/state-machine';
import { flow, INVOKE, pass, play, task } from './play';

describe('what is not rehearsed is refused when the machine is made', () => {
  const ok = { Type: 'Pass', End: true };
  const one = (fields: object) => flow({ S: fields });
  const mapOf = (fields: object) =>
    one({ Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: ok } }, ...fields, End: true });
  const branches = (states: Record<string, object>, fields: object = {}) =>
    one({ Type: 'Parallel', Branches: [{ StartAt: Object.keys(states)[0], States: states }], ...fields, End: true });

  test.each<[string, Definition, RegExp]>([
    ['a JSONPath state', { StartAt: 'S', States: { S: ok } }, /machine Flow, state S, field QueryLanguage: .*JSONPath/],
    ['a JSONPath state by its own word', one({ ...ok, QueryLanguage: 'JSONPath' }), /state S, field QueryLanguage/],
    [
      'a JSONPath state in a branch',
      {
        StartAt: 'S',
        States: {
          S: {
            Type: 'Parallel',
            QueryLanguage: 'JSONata',
            Branches: [{ StartAt: 'In', States: { In: ok } }],
            End: true,
          },
        },
      },
      /state In, field QueryLanguage/,
    ],
    ['another language', one({ ...ok, QueryLanguage: 'CEL' }), /state S, field QueryLanguage: "CEL"/],
    [
      'an unknown state type',
      one({ Type: 'Loop', End: true }),
      /state S, field Type: Loop is not supported; supported: Task/,
    ],
    ['a JSONPath field', one({ ...ok, ResultPath: '$.x' }), /state S, field ResultPath: not supported/],
    [
      'a field CDK lets through in a catcher',
      one(task({ Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'S' }], End: true })),
      /state S, field Catch\/0\/ResultPath/,
    ],
    ['credentials', one(task({ Credentials: {}, End: true })), /state S, field Credentials/],
    ['an unknown field of the machine', { ...pass({}), Timeout: 5 }, /top level, field Timeout: not supported/],
    [
      'an unknown field of a branch',
      one({ Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: ok }, TimeoutSeconds: 1 }], End: true }),
      /state S, field Branches\/0\/TimeoutSeconds/,
    ],
    [
      'a distributed Map',
      mapOf({
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'I',
          States: { I: ok },
        },
      }),
      /state S, field ItemProcessor\/ProcessorConfig\/ExecutionType/,
    ],
    [
      'a distributed Map by mode',
      mapOf({ ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'I', States: { I: ok } } }),
      /field ItemProcessor\/ProcessorConfig\/Mode: "DISTRIBUTED"/,
    ],
    ['an item reader', mapOf({ ItemReader: {} }), /state S, field ItemReader/],
    [
      'an And of conditions',
      one({ Type: 'Choice', Choices: [{ And: [], Next: 'S' }] }),
      /state S, field Choices\/0\/And/,
    ],
    ['a missing target', one({ Type: 'Pass', Next: 'Nowhere' }), /state S, field Next: there is no state Nowhere/],
    ['a target outside of its branch', branches({ In: { Type: 'Pass', Next: 'S' } }), /state In, field Next/],
    ['neither Next nor End', one({ Type: 'Pass' }), /state S, field Next: exactly one/],
    ['a missing first state', { ...pass({}), StartAt: 'X' }, /top level, field StartAt: there is no state X/],
    ['wrong syntax', pass({ Output: { a: ['{% ( %}'] } }), /state State0, field Output\/a\/0: not JSONata/],
    ['$eval', pass({ Output: "{% $eval('1') %}" }), /state State0, field Output: the function \$eval/],
    [
      '$random with a seed',
      pass({ Output: '{% [1].($random(7)) %}' }),
      /the function \$random is rehearsed without a seed/,
    ],
    ['the reserved variable', pass({ Assign: { states: 1 } }), /state State0, field Assign\/states/],
    ['a part of a variable', pass({ Assign: { 'x.y': 1 } }), /state State0, field Assign\/x\.y/],
    [
      'an inner scope that assigns an outer variable',
      branches({ In: { ...ok, Assign: { x: 1 } } }, { Assign: { x: 2 } }),
      /state In, field Assign\/x: an outer scope/,
    ],
    ['a name used twice', branches({ S: ok }), /a state name is used twice/],
    ['a name of 81 characters', flow({ ['n'.repeat(81)]: ok }), /at most 80 characters/],
    ['seconds that are text', one({ Type: 'Wait', Seconds: '5', End: true }), /state S, field Seconds: "5" is no/],
    [
      'a time limit of 0',
      one(task({ TimeoutSeconds: 0, End: true })),
      /state S, field TimeoutSeconds: 0 is no positive integer/,
    ],
    [
      'a Wait for two things',
      one({ Type: 'Wait', Seconds: 5, Timestamp: '2026-11-23T12:00:00Z', End: true }),
      /exactly one of Seconds and Timestamp/,
    ],
    [
      'a literal that is no timestamp',
      one({ Type: 'Wait', Timestamp: 'noon', End: true }),
      /state S, field Timestamp: noon/,
    ],
    [
      'States.ALL among others',
      one(task({ Retry: [{ ErrorEquals: ['States.ALL', 'X'] }], End: true })),
      /state S, field Retry\/0\/ErrorEquals/,
    ],
    [
      'States.ALL before others',
      one(task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }], End: true })),
      /Retry\/0\/ErrorEquals/,
    ],
    [
      'an expression in a retrier',
      one(task({ Retry: [{ ErrorEquals: ['X'], MaxAttempts: '{% 1 %}' }], End: true })),
      /Retry\/0\/MaxAttempts/,
    ],
    [
      'another jitter',
      one(task({ Retry: [{ ErrorEquals: ['X'], JitterStrategy: 'SOME' }], End: true })),
      /Retry\/0\/JitterStrategy/,
    ],
    ['a task without resource', one({ Type: 'Task', End: true }), /state S, field Resource/],
  ])('%s', (_, definition, message) => {
    expect(() => play(definition)).toThrow(message);
  });

  test('what CDK writes for JSONata is taken', () => {
    // The fields aws-cdk-lib 2.276 renders for Parallel.jsonata with a retrier and a catcher, and for Map.jsonata.
    const P = {
      Type: 'Parallel',
      Next: 'M',
      Arguments: { a: 1 },
      Output: '{% $states.result %}',
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, MaxDelaySeconds: 5, JitterStrategy: 'FULL' }],
      Catch: [{ Output: { x: '{% $states.errorOutput %}' }, Assign: { q: 1 }, ErrorEquals: ['States.ALL'], Next: 'F' }],
      Branches: [{ StartAt: 'Z', States: { Z: { Type: 'Succeed' } } }],
    };
    const I = { Type: 'Task', QueryLanguage: 'JSONata', Resource: INVOKE, Arguments: {}, End: true };
    const M = {
      Type: 'Map',
      End: true,
      Items: '{% [1] %}',
      ItemSelector: { x: 1 },
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'I', States: { I } },
      MaxConcurrency: 2,
    };
    expect(() => play(flow({ P, M, F: { Type: 'Fail', Error: 'E' } }, { TimeoutSeconds: 180 }))).not.toThrow();
  });
});
