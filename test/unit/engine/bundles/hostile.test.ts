import dgram from 'node:dgram';
import net from 'node:net';
import { join } from 'node:path';
import { Bundle, guardProcess, type HttpRequest } from '../../../../rehearsal/engine/bundles';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { seeded } from '../../../../rehearsal/engine/random';
import { bench, START } from './support';

const bundle = Bundle.load(join(__dirname, 'fixtures', 'hostile.js'));

let tcp: net.Server;
let udp: dgram.Socket;
let port: number;
const arrived: string[] = [];
const requests: HttpRequest[] = [];
const network = async (request: HttpRequest) => {
  requests.push(request);
  return { status: 200, headers: {}, body: 'from the simulated network' };
};

beforeAll(async () => {
  tcp = net.createServer((socket) => {
    arrived.push('a TCP connection');
    socket.destroy();
  });
  port = await new Promise((resolve) => {
    tcp.listen(0, '127.0.0.1', () => resolve((tcp.address() as net.AddressInfo).port));
  });
  udp = dgram.createSocket('udp4').on('message', () => arrived.push('a datagram'));
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
});

afterAll(() => {
  tcp.close();
  udp.close();
});

afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(arrived).toEqual([]);
});

/** What the road found, or the words it was refused with. */
async function take(road: string, seed = 7): Promise<unknown> {
  const { invoke } = bench(bundle, {
    clock: new VirtualClock(START),
    network,
    random: seeded(seed),
    env: { ITS_OWN: 'yes' },
  });
  try {
    return ((await invoke({ road, port })) as { found: unknown }).found;
  } catch (error) {
    return (error as { errorMessage: string }).errorMessage;
  }
}

const notAvailable = (name: string) => `${name} is not available to a bundle in the rehearsal`;
const noDatabase = ': no database was given';
const noImport = `${notAvailable('import()')}; this one has import() of node:net`;
const noFile = (call: string, path: string) => `ENOENT: no such file or directory, ${call} '${path}'`;

const refused: Record<string, string> = {
  net: notAvailable('node:net.connect') + noDatabase,
  'net class': notAvailable('node:net.Socket') + noDatabase,
  'net without node:': notAvailable('node:net.createConnection') + noDatabase,
  tls: notAvailable('node:tls.connect') + noDatabase,
  http2: notAvailable('node:http2.connect'),
  dgram: notAvailable('node:dgram.createSocket'),
  'http raw connection': '(intermediate value).createConnection is not a function',
  'http server': notAvailable('node:http.createServer'),
  'socket file': 'A request to the socket /run/docker.sock is refused',
  dns: notAvailable('node:dns.lookup'),
  'dns.promises': notAvailable('node:dns.promises.lookup'),
  'dns/promises': notAvailable('node:dns/promises.resolve4'),
  'dns.Resolver': notAvailable('node:dns.Resolver'),
  child_process: notAvailable('node:child_process.execSync'),
  'child_process.spawn': notAvailable('node:child_process.spawn'),
  worker_threads: notAvailable('node:worker_threads.Worker'),
  cluster: notAvailable('node:cluster.fork'),
  inspector: notAvailable('node:inspector.open'),
  vm: notAvailable('node:vm.runInThisContext'),
  module: notAvailable('node:module.createRequire'),
  'module._load': notAvailable('node:module._load'),
  v8: notAvailable('node:v8.setFlagsFromString'),
  repl: 'The module node:repl is not available to a bundle in the rehearsal',
  tty: notAvailable('node:tty.WriteStream'),
  'a package': "Cannot find module 'fake-timers': a bundle must contain what it requires",
  'fs.readFileSync': noFile('open', '/etc/hostname'),
  'fs/promises.readFile': noFile('open', '/etc/hostname'),
  'fs.promises.stat': noFile('stat', '/etc'),
  'fs.createReadStream': noFile('open', '/etc/hostname'),
  'fs.writeFileSync': notAvailable('node:fs.writeFileSync'),
  'fs/promises.writeFile': notAvailable('node:fs/promises.writeFile'),
  'import()': noImport,
  'import() in eval': noImport,
  'import() in Function': noImport,
  'process.binding': notAvailable('process.binding'),
  'process._linkedBinding': notAvailable('process._linkedBinding'),
  'process.dlopen': notAvailable('process.dlopen'),
  'process.getBuiltinModule': notAvailable('node:net.connect') + noDatabase,
  'process.kill': notAvailable('process.kill'),
  'process.chdir': notAvailable('process.chdir'),
  'patch path': 'node:path is shared with the rehearsal: setting join is refused',
  'patch stream': 'node:stream is shared with the rehearsal: defining Readable is refused',
  'crypto.generateKeyPairSync': notAvailable('node:crypto.generateKeyPairSync'),
  'subtle.generateKey': notAvailable('crypto.subtle.generateKey'),
};

const found: Record<string, unknown> = {
  'process.mainModule': 'undefined',
  'require.main': 'undefined',
  'process.argv': '/var/lang/bin/node /var/runtime/index.mjs',
  'process.cwd': '/var/task',
  'engine objects': 'nothing',
  'patch crypto': 'own copy',
  'Date.now': START,
  'new Date': new Date(START).toISOString(),
  'Date()': START,
  'date.constructor': START,
  'subclass of Date': START,
  'Reflect.construct Date': START,
  'Intl.format': START,
  'performance.timeOrigin': START,
  'perf_hooks.performance': START,
  'process.hrtime': '0,0',
  'process.hrtime.bigint': '0',
  'process.uptime': 0,
};
for (const road of [
  'process.env',
  'node:process',
  'globalThis.process',
  'global.process',
  'Function',
  'eval',
  'this of a loose function',
  'this.constructor',
  'module.constructor',
  'exports.constructor',
  'event.constructor',
  'context.constructor',
  'globalThis.constructor',
  'async function',
  'error.constructor',
  'Date.constructor',
]) {
  found[road] = 'no environment';
}

const dice = [
  'Math.random',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'crypto.randomInt',
  'webcrypto.getRandomValues',
  'webcrypto.randomUUID',
];
const network_ = ['fetch', 'globalThis.fetch', 'http.get', 'https.request'];

describe('the sandbox alone', () => {
  test.each(Object.entries(refused))('%s is refused by name', async (road, words) => {
    expect(await take(road)).toBe(words);
  });

  test.each(Object.entries(found))('%s finds nothing of the host', async (road, value) => {
    expect(await take(road)).toBe(value);
  });

  test.each(dice)('%s is thrown from the seed', async (road) => {
    const thrown = await take(road, 7);
    expect(await take(road, 7)).toEqual(thrown);
    expect(await take(road, 8)).not.toEqual(thrown);
  });

  test.each(network_)('%s reaches the simulated network and nothing else', async (road) => {
    requests.length = 0;
    expect(await take(road)).toBe('from the simulated network');
    expect(requests.map((request) => request.host)).toEqual([`127.0.0.1:${port}`]);
  });
});

describe('with the process guarded as well', () => {
  let undo: () => void;
  beforeAll(() => {
    undo = guardProcess();
  });
  afterAll(() => undo());

  test('what is refused, found and thrown is the same', async () => {
    for (const [road, outcome] of Object.entries({ ...refused, ...found }))
      expect([road, await take(road)]).toEqual([road, outcome]);
  });

  test("the host's own objects do not lead to the host's Function", async () => {
    const words = 'Making code from text by a function’s constructor is refused in the rehearsal';
    const roads = ((await bench(bundle).invoke({})) as string[]).filter((road) => road.startsWith('host: '));
    expect(roads.length).toBeGreaterThan(5);
    for (const road of roads) expect([road, await take(road)]).toEqual([road, words]);
  });
});

test("without the guard those objects do lead to the host's environment, so the roads above are real", async () => {
  expect(await take('host: hash.constructor')).toBe("the host's environment");
});

test('every road of the hostile function is expected here', async () => {
  const roads = ((await bench(bundle).invoke({})) as string[]).filter((road) => !road.startsWith('host: '));
  expect([...Object.keys(refused), ...Object.keys(found), ...dice, ...network_].sort()).toEqual(roads.sort());
});
