import type { Command } from 'commander';
import { errorText } from './error-text.js';
import { exitCodes } from './exit-codes.js';
import { watchInterrupts } from './interrupts.js';
import { downloadMeter, modelLine } from './render/models.js';

const print = (line: string) => process.stdout.write(`${line}\n`);

/** `nst-video models`: the networks that can be used, and installing the large one. */
export function addModelsCommand(program: Command): void {
  const models = program
    .command('models')
    .description('List, install and verify networks.')
    .usage('<command>')
    .helpCommand(false);
  models
    .command('list')
    .description('List the networks that `--model` knows by name, and where they lie.')
    .action(listCommand);
  models
    .command('install')
    .description(
      'Install VGG-19 from a safetensors file, or from an address; only what we use of it is kept.',
    )
    .argument('<source>', 'a .safetensors file, or an http(s) address')
    .option('--name <name>', 'what `--model` will know it by (default: vgg19)')
    .option('--sha256 <hash>', 'what the source must hash to, in hex')
    .action(installCommand);
  models
    .command('verify')
    .description('Check that networks are as they were when installed, and that they load.')
    .argument('[name...]', 'which (default: all)')
    .action(verifyCommand);
}

async function listCommand(): Promise<void> {
  const { listModels } = await import('../stylize/models/installed-models.js');
  const models = await listModels();
  for (const model of models) print(modelLine(model));
  if (!models.some(({ name }) => name === 'vgg19')) {
    print('vgg19     not installed: `nst-video models install <file or address>`, see docs/models.md');
  }
}

async function installCommand(source: string, given: { name?: string; sha256?: string }): Promise<void> {
  const { installModel } = await import('../stylize/models/install-model.js');
  // The half of it that has arrived stays behind on a second Ctrl-C; the next install does not mind.
  using interrupts = watchInterrupts(
    () => {},
    () => {},
  );
  const meter = downloadMeter(process.stderr, process.stderr.isTTY === true);
  try {
    const { signal } = interrupts;
    const onProgress = meter.progress;
    const installed = await installModel(source, { ...given, signal, onProgress });
    meter.end();
    print(`installed ${modelLine(installed)}`);
  } finally {
    meter.end();
  }
}

async function verifyCommand(names: string[]): Promise<void> {
  const { listModels, verifyModel } = await import('../stylize/models/installed-models.js');
  const wanted = names.length > 0 ? names : (await listModels()).map(({ name }) => name);
  for (const name of wanted) {
    try {
      print(`fine  ${modelLine(await verifyModel(name))}`);
    } catch (error) {
      process.stderr.write(`${errorText(error, false)}\n`);
      process.exitCode = exitCodes.failure;
    }
  }
}
