import { environments } from '../environments';
import { main } from './runbook/main';
import { ssmClient } from './runbook/reach-aws';

// For whoever installs the house, not for whoever asks for its status.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Whoever reads only the beginning (`| head`) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

function interruptible(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}

void main(process.argv.slice(2), {
  environments,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  now: () => Date.now(),
  ssm: ssmClient,
  interruptible,
}).then((status) => {
  process.exitCode = status;
});
