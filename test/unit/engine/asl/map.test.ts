import { branch, DOCS, flow, playRows, RECORDED, type Row } from './play';

const SCENARIOS = `${RECORDED}/scenarios/test_base_scenarios.snapshot.json`;

function map(fields: object) {
  const ItemProcessor = { ProcessorConfig: { Mode: 'INLINE' }, ...branch({ Process: { Type: 'Pass', End: true } }) };
  return flow({ Start: { Type: 'Map', ItemProcessor, ...fields, End: true } });
}

const maps: Row[] = [
  {
    says: 'a Map answers one output per item',
    source: `${RECORDED}/evaluate_jsonata/test_base_evaluate_expressions.snapshot.json test_base_map[ITEMS]`,
    flow: map({ Items: '{% [1, 2, 3] %}' }),
    becomes: { output: [1, 2, 3], transitions: 4 },
  },
  {
    says: 'a Map without Items takes its input, and an empty one answers an empty list',
    source: `${SCENARIOS} test_map_state_items_input_array[empty]`,
    flow: map({}),
    input: [],
    becomes: { output: [], transitions: 1 },
  },
  {
    says: 'an ItemSelector reads item, input and variables',
    source: `${SCENARIOS} test_map_state_item_selector[MAP_STATE_ITEM_SELECTOR_JSONATA]`,
    flow: map({
      Items: ['Item1', 'Item2'],
      ItemSelector: { value: '{% $states.context.Map.Item.Value %}', at: '{% $states.context.Map.Item.Index %}' },
    }),
    becomes: {
      output: [
        { value: 'Item1', at: 0 },
        { value: 'Item2', at: 1 },
      ],
    },
  },
  {
    says: 'no more iterations run at once than MaxConcurrency allows',
    source: `${DOCS}/state-map-inline.html`,
    flow: map({
      Items: [1, 2, 3, 4],
      MaxConcurrency: 2,
      ItemProcessor: branch({ W: { Type: 'Wait', Seconds: 10, End: true } }),
    }),
    becomes: { output: [1, 2, 3, 4], seconds: 20 },
  },
  ...(
    [
      ['1', 'number'],
      ['null', 'null'],
      ['{"foo":"bar"}', 'object'],
    ] as const
  ).map(
    ([items, type]): Row => ({
      says: `Items that are ${type} fail the Map`,
      source: `${SCENARIOS} test_map_state_items_eval_jsonata_fail[${type}]`,
      flow: map({ Items: `{% ${items} %}` }),
      becomes: {
        error: 'States.QueryEvaluationError',
        cause: expect.stringContaining(
          `The JSONata expression '${items}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${type}' for value: ${items}`,
        ),
      },
    }),
  ),
  {
    says: 'a function is no result',
    source: `${SCENARIOS} test_map_state_items_eval_jsonata_fail[function]`,
    flow: map({ Items: '{% $fn := function($x){$x} %}' }),
    becomes: {
      cause: expect.stringContaining('returned an unsupported result type.'),
      error: 'States.QueryEvaluationError',
    },
  },
  {
    says: 'an input that is no list fails a Map without Items',
    source: `${SCENARIOS} test_map_state_items_input_types[number]`,
    flow: map({}),
    input: 1,
    becomes: {
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('Map state input must be an array but was: 1'),
    },
  },
];

playRows(maps);
