import { CALL_FAULTS, DELIVERY_FAULTS } from '../../../../rehearsal/proof/faults';
import { disturbAt, type Point, type Recorded } from '../../../../rehearsal/proof/points';
import { nameOf, playNamed, singles } from '../../../../rehearsal/proof/singles';
import type { Stage } from '../../../../rehearsal/scenarios/scenario';

const point = (by: string, call: string, nth = 1): Point => {
  const [service = '', operation = ''] = call.split(':');
  return { by, service, operation, nth, inFunction: by !== 'machine' };
};
const recorded = (story: string, ...points: Point[]): Recorded => ({
  story,
  points,
  undisturbed: { mitigated: true, paged: false, restarts: 1 },
});
const names = (...all: Recorded[]): readonly string[] => [
  ...new Set(singles(all).map((single) => nameOf(single).split('/').slice(0, 4).join('/'))),
];

describe('what is played', () => {
  test('each kind of call goes wrong at its first and its second time, in every way that its caller can meet', () => {
    const polled = [1, 2, 3, 4].map((nth) => point('check-service', 'ecs:DescribeServices', nth));
    expect(names(recorded('hung', ...polled))).toEqual([
      'hung/check-service/ecs:DescribeServices/1',
      'hung/check-service/ecs:DescribeServices/2',
    ]);
    expect(singles([recorded('hung', ...polled)])).toHaveLength(2 * CALL_FAULTS.length);
  });

  test('Step Functions cannot be killed, and reads every answer', () => {
    const faults = singles([recorded('hung', point('machine', 'ssm:PutParameter'))]).map(({ fault }) => fault);
    expect(faults).toEqual(['throttled', '5xx', '5xx-after-effect', 'denied', 'slow']);
  });

  test('an event and a tick can be lost, late, overtaken and delivered twice, and nothing else', () => {
    const sent = [point('trading', 'rule:Deliver'), point('audit', 'schedule:Deliver')];
    const played = singles([recorded('hung', ...sent)]);
    expect(played.map(nameOf)).toHaveLength(2 * DELIVERY_FAULTS.length);
    expect(played.map(nameOf).slice(0, 2)).toEqual([
      'hung/trading/rule:Deliver/1/lost',
      'hung/trading/rule:Deliver/1/late',
    ]);
    expect(() => playNamed('hung/trading/rule:Deliver/1/denied')).toThrow(
      /There is no fault "denied"; there are lost, late/,
    );
  });

  test('what two stories have in common goes wrong in the first; what changes the system, in both', () => {
    const common = point('open-incident', 'dynamodb:PutItem');
    const act = point('restart-service', 'ecs:UpdateService');
    expect(names(recorded('hung', common, act), recorded('crash', common, act))).toEqual([
      'hung/open-incident/dynamodb:PutItem/1',
      'hung/restart-service/ecs:UpdateService/1',
      'crash/restart-service/ecs:UpdateService/1',
    ]);
  });
});

describe('the name of a play', () => {
  test('leads back to it', () => {
    for (const single of singles([recorded('hung', point('restart-service', 'ecs:UpdateService', 2))]))
      expect(playNamed(nameOf(single))).toEqual(single);
  });

  test.each(['hung-tasks', 'hung/restart-service/ecs/1/5xx', 'hung/restart-service/ecs:UpdateService/0/5xx'])(
    '%s is none, and the error says what one looks like',
    (name) => {
      expect(() => playNamed(name)).toThrow(/is not the name of a play\. Expected story\/function\/service:Operation/);
    },
  );

  test('a fault that there is not is named, with those there are', () => {
    expect(() => playNamed('hung/restart-service/ecs:UpdateService/1/fire')).toThrow(
      /There is no fault "fire"; there are throttled, 5xx/,
    );
  });
});

describe('an event that goes astray', () => {
  test('is the n-th of its rule and no other', () => {
    let which: Parameters<Stage['stray']>[0] = () => false;
    let heard: unknown;
    const stage = {
      description: { stackName: 'runbook-prod' },
      stray: (asked: typeof which, times: number, how: unknown) => {
        which = asked;
        heard = { times, how };
      },
    } as unknown as Stage;
    let disturbed = 0;
    disturbAt(stage, point('trading', 'rule:Deliver', 2), 'twice', () => disturbed++);
    const rule = (name: string) => which({ of: 'rule', name });
    expect(['runbook-prod-trading', 'runbook-prod-other', 'runbook-prod-trading'].map(rule)).toEqual([
      false,
      false,
      true,
    ]);
    expect(disturbed).toBe(1);
    expect(heard).toEqual({ times: 1, how: { kind: 'twice', afterSeconds: 2 } });
  });
});

describe('a call that goes wrong', () => {
  /** Calls of restart-service at seconds; @returns those that went wrong. */
  function wrong(fault: string, nth: number, seconds: readonly number[]): readonly number[] {
    let now = 0;
    let left = 0;
    let which: Parameters<Stage['disturb']>[0] = () => false;
    const stage = {
      description: { functions: { 'restart-service': 'prod-restart-service' }, runbooks: [], checklists: [] },
      now: () => now,
      disturb: (asked: typeof which, times: number) => {
        which = asked;
        left = times;
      },
    } as unknown as Stage;
    const heard: number[] = [];
    disturbAt(stage, point('restart-service', 'ecs:UpdateService', nth), fault, () => heard.push(now / 1000));
    for (const second of seconds) {
      now = second * 1000;
      which({ by: 'prod-check-service', service: 'ecs', operation: 'UpdateService', input: {} });
      const call = { by: 'prod-restart-service', service: 'ecs', operation: 'UpdateService', input: {} };
      if (left > 0 && which(call)) left--;
    }
    return heard;
  }

  test('once is the n-th of its kind and no other', () => {
    expect(wrong('killed-after', 2, [1, 2, 3, 4])).toEqual([2]);
  });

  test('a while is the n-th, and what is tried again within ten seconds', () => {
    expect(wrong('throttled', 2, [1, 2, 5, 11.9, 12.1, 20])).toEqual([2, 5, 11.9]);
  });

  test('for good is the n-th and all that follow', () => {
    expect(wrong('denied', 3, [1, 2, 3, 400, 4000])).toEqual([3, 400, 4000]);
  });
});
