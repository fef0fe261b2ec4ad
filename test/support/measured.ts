/** Whoever asks what was measured has it written. */
process.env.POWERTOOLS_METRICS_DISABLED = 'false';
process.env.POWERTOOLS_METRICS_NAMESPACE = 'runbook-prod';

/** One line of a function's log that is a metric, as it was written. */
export interface MeasuredLine {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/**
 * Listens, within each test, to what functions write to their logs.
 * @returns what was measured so far in this test: the lines, and each in short: `Pages result=sent 1`.
 */
export function listenForMetrics(): { readonly lines: () => readonly MeasuredLine[]; readonly said: () => string[] } {
  let written: string[] = [];
  let listening: jest.SpyInstance;
  beforeEach(() => {
    written = [];
    listening = jest.spyOn(process.stdout, 'write').mockImplementation(((chunk: string | Uint8Array) => {
      written.push(String(chunk));
      return true;
    }) as never);
  });
  afterEach(() => listening.mockRestore());
  const lines = () =>
    written
      .join('')
      .split('\n')
      .filter((line) => line.includes('"_aws"'))
      .map((line) => JSON.parse(line) as MeasuredLine);
  const said = () =>
    lines().map((line) => {
      const [{ Dimensions, Metrics } = { Dimensions: [], Metrics: [] }] = line._aws.CloudWatchMetrics;
      const [name = ''] = Metrics.map(({ Name }) => Name);
      return [name, ...(Dimensions[0] ?? []).map((one) => `${one}=${line[one]}`), line[name]].join(' ');
    });
  return { lines, said };
}
