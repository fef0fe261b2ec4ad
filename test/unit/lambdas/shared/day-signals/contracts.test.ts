import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as v from 'valibot';
import { Answer, Command } from '../../../../../lambdas/close-positions/command';
import { readProbeWord } from '../../../../../lambdas/flip-probe-parameter/word';
import { readAcknowledgement } from '../../../../../lambdas/shared/acknowledgement';
import { lookAtBroker } from '../../../../../lambdas/shared/broker';
import { ExportManifest, Positions, TradesAndProfit } from '../../../../../lambdas/shared/day-signals';
import { readSession } from '../../../../../lambdas/shared/positions/broker';

const DOCS = join(__dirname, '../../../../../docs/signals');
const json = (file: string): unknown => JSON.parse(readFileSync(join(DOCS, file), 'utf8'));

/** Whether the code takes an object for what the contract says. */
type Taken = (given: unknown) => Promise<boolean>;
const PLACE = { bucket: 'data', key: 'status.json', maxAgeSeconds: 60 };
const holding = (given: unknown) =>
  ({ send: async () => ({ Body: { transformToString: async () => JSON.stringify(given) } }) }) as unknown as S3Client;

const by =
  (schema: v.GenericSchema): Taken =>
  async (given) =>
    v.safeParse(schema, given).success;

const CONTRACTS: Readonly<Record<string, Taken>> = {
  'trades-and-profit': by(TradesAndProfit),
  positions: by(Positions),
  'export-manifest': by(ExportManifest),
  'close-positions-command': by(Command),
  'close-positions-answer': by(Answer),
  'broker-session': async (given) => {
    try {
      readSession(JSON.stringify(given));
      return true;
    } catch {
      return false;
    }
  },
  'broker-status': async (given) => {
    const { heartbeat } = await lookAtBroker(holding(given), { endpoint: 'https://broker.example', heartbeat: PLACE });
    return 'seen' in heartbeat;
  },
  'probe-acknowledgement': async (given) => {
    const read = readProbeWord(holding(given), PLACE);
    return read.then(
      () => true,
      () => false,
    );
  },
  'trading-enabled-acknowledgement': async (given) => {
    const read = readAcknowledgement(holding(given), PLACE);
    return read.then(
      () => true,
      () => false,
    );
  },
};

beforeEach(() => {
  jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('{}'));
});
afterEach(() => jest.restoreAllMocks());

const compiled = new Map<string, ValidateFunction>();

function schemaOf(name: string): ValidateFunction {
  const known = compiled.get(name);
  if (known) return known;
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  addFormats(ajv);
  const schema = ajv.compile(json(`${name}.schema.json`) as object);
  compiled.set(name, schema);
  return schema;
}

/** @returns what JSON Schema says, and what the code says. */
const judged = async (name: string, given: unknown) => ({
  schema: schemaOf(name)(given),
  code: await (CONTRACTS[name] as Taken)(given),
});

const example = (name: string) => json(`${name}.example.json`) as Record<string, unknown>;
const changed = (name: string, over: object) => ({ ...example(name), ...over });
const first = (name: string, list: string, over: object) => {
  const [one, ...others] = example(name)[list] as object[];
  return changed(name, { [list]: [{ ...one, ...over }, ...others] });
};
const without = (name: string, field: string) => {
  const { [field]: _, ...others } = example(name);
  return others;
};

describe.each(Object.keys(CONTRACTS))('%s', (name) => {
  test('its example is what its JSON Schema and the code expect', async () => {
    expect(await judged(name, example(name))).toEqual({ schema: true, code: true });
  });

  test('may have fields that are not in the contract', async () => {
    expect(await judged(name, changed(name, { written_by: 'trading' }))).toEqual({ schema: true, code: true });
  });

  test.each(Object.keys(example(name)))('is refused by both without %s', async (field) => {
    expect(await judged(name, without(name, field))).toEqual({ schema: false, code: false });
  });

  test.each(Object.keys(example(name)))('is refused by both with %s null', async (field) => {
    expect(await judged(name, changed(name, { [field]: null }))).toEqual({ schema: false, code: false });
  });

  test.each([
    ['no instant', 'yesterday'],
    ['a date alone', '2026-11-20'],
    ['no zone', '2026-11-20T10:00:00'],
    ['milliseconds', 1_795_000_000_000],
  ])('is refused by both with %s in asOf', async (_what, asOf) => {
    expect(await judged(name, changed(name, { asOf }))).toEqual({ schema: false, code: false });
  });

  test.each<[string, unknown]>([
    ['a list', []],
    ['null', null],
    ['text', 'ok'],
    ['a number', 1],
  ])('is refused by both as %s', async (_, given) => {
    expect(await judged(name, given)).toEqual({ schema: false, code: false });
  });
});

describe('what both refuse:', () => {
  const T = 'trades-and-profit';
  const P = 'positions';
  const M = 'export-manifest';
  test.each<[string, string, unknown]>([
    ['trades below 0', T, changed(T, { trades: -1 })],
    ['half a trade', T, changed(T, { trades: 1.5 })],
    ['trades as text', T, changed(T, { trades: '42' })],
    ['more trades than a number can count', T, changed(T, { trades: 1e300 })],
    ['open positions below 0', T, changed(T, { openPositions: -3 })],
    ['a profit beyond all numbers', T, changed(T, { realisedProfit: JSON.parse('1e999') })],
    ['a date that does not exist', T, changed(T, { date: '2026-02-30' })],
    ['29 February of a year that has none', T, changed(T, { date: '2026-02-29' })],
    ['an instant of a date that does not exist', T, changed(T, { asOf: '2026-02-30T10:00:00Z' })],
    ['a currency in words', T, changed(T, { currency: 'Rupees' })],
    ['final as text', T, changed(T, { final: 'true' })],
    ['positions by name', P, changed(P, { positions: { SBIN: 50 } })],
    ['a position that is null', P, changed(P, { positions: [null] })],
    ['a quantity as text', P, first(P, 'positions', { netQuantity: '50' })],
    ['half a share', P, first(P, 'positions', { netQuantity: 0.5 })],
    ['a price below 0', P, first(P, 'positions', { averagePrice: -1 })],
    ['a product in small letters', P, first(P, 'positions', { product: 'intraday' })],
    ['an empty symbol', P, first(P, 'positions', { symbol: '' })],
    ['a symbol of two lines', P, first(P, 'positions', { symbol: 'SBIN\n2026-11-21,NSE' })],
    ['a symbol without end', P, first(P, 'positions', { symbol: 'A'.repeat(201) })],
    ['a checksum that is cut off', M, first(M, 'files', { sha256: 'abc123' })],
    ['a checksum of other letters', M, first(M, 'files', { sha256: 'z'.repeat(64) })],
    ['a size below 0', M, first(M, 'files', { bytes: -1 })],
    ['a file without a key', M, first(M, 'files', { key: undefined })],
    ['a status as text', 'broker-status', changed('broker-status', { httpStatus: '200' })],
    ['a code as a number', 'broker-status', changed('broker-status', { errorcode: 1007 })],
    ['a value that is no text', 'probe-acknowledgement', changed('probe-acknowledgement', { value: 2 })],
    ['no version', 'probe-acknowledgement', changed('probe-acknowledgement', { version: undefined })],
    [
      'a version as text',
      'trading-enabled-acknowledgement',
      changed('trading-enabled-acknowledgement', { version: '7' }),
    ],
    [
      'a word for true',
      'trading-enabled-acknowledgement',
      changed('trading-enabled-acknowledgement', { tradingEnabled: 'yes' }),
    ],
  ])('%s', async (_what, name, given) => {
    expect(await judged(name, given)).toEqual({ schema: false, code: false });
  });
});

describe('what both take:', () => {
  test.each<[string, string, unknown]>([
    ['a day without trades', 'trades-and-profit', changed('trades-and-profit', { trades: 0, realisedProfit: 0 })],
    ['a loss', 'trades-and-profit', changed('trades-and-profit', { realisedProfit: -1234.5 })],
    [
      'an instant in Indian time',
      'trades-and-profit',
      changed('trades-and-profit', { asOf: '2026-11-20T16:16:00+05:30' }),
    ],
    ['29 February of a leap year', 'trades-and-profit', changed('trades-and-profit', { date: '2028-02-29' })],
    ['no position', 'positions', changed('positions', { positions: [] })],
    ['a short position', 'positions', first('positions', 'positions', { netQuantity: -50 })],
    [
      'a symbol that looks like a formula: it is the writer of tables who has to mind',
      'positions',
      first('positions', 'positions', { symbol: '=1+1' }),
    ],
    [
      'a manifest without files: what that means is for its reader',
      'export-manifest',
      changed('export-manifest', { files: [] }),
    ],
    [
      'a checksum in capital letters',
      'export-manifest',
      first('export-manifest', 'files', { sha256: 'AB'.repeat(32) }),
    ],
  ])('%s', async (_what, name, given) => {
    expect(await judged(name, given)).toEqual({ schema: true, code: true });
  });
});
