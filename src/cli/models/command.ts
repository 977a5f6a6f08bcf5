import type { Command } from 'commander';
import type { InstallModelOptions } from '../../stylize/models/install-model.js';
import { exitCodes } from '../process/exit-codes.js';
import { watchInterrupts } from '../process/interrupts.js';
import { print, printError } from '../terminal/print.js';
import { downloadMeter, inputLine, modelLine } from './wording.js';

/** `nst-video models`: the networks that can be used, and installing the large ones. */
export function addModelsCommand(program: Command): void {
  const models = program
    .command('models')
    .description('List, install and verify networks.')
    .usage('<command>')
    .helpCommand('help [command]', 'Print the help for a command.');
  models
    .command('list')
    .description('List the networks that `--model` knows by name, and where they are stored.')
    .action(listCommand);
  models
    .command('install')
    .description(
      'Install VGG-16 or VGG-19 from a safetensors or ONNX file, or from a URL; only the parts that are used are kept.',
    )
    .argument('<source>', 'a .safetensors or .onnx file, or an http(s) URL')
    .option('--name <name>', 'name for `--model` (default: vgg16 or vgg19, as detected)')
    .option(
      '--input <which>',
      'what the weights expect: rgb (as in torchvision) or caffe (BGR); default: detected from the file',
    )
    .option('--sha256 <hash>', 'expected SHA-256 hash of the source, in hex')
    .action(installCommand);
  models
    .command('verify')
    .description('Check that networks are unchanged since they were installed, and that they load.')
    .argument('[name...]', 'networks to check (default: all)')
    .action(verifyCommand);
}

async function listCommand(): Promise<void> {
  const { listModels } = await import('../../stylize/models/installed-models.js');
  const models = await listModels();
  for (const model of models) print(modelLine(model));
  for (const column of ['vgg16', 'vgg19']) {
    if (models.some(({ name }) => name === column)) continue;
    print(`${column}     not installed: \`nst-video models install <file or URL>\`, see docs/models.md`);
  }
}

type InstallArguments = Pick<InstallModelOptions, 'name' | 'sha256' | 'input'>;

async function installCommand(source: string, given: InstallArguments): Promise<void> {
  const { installModel } = await import('../../stylize/models/install-model.js');
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
    if (installed.input) print(inputLine(installed.input));
  } finally {
    meter.end();
  }
}

async function verifyCommand(names: string[]): Promise<void> {
  const { listModels, verifyModel } = await import('../../stylize/models/installed-models.js');
  const wanted = names.length > 0 ? names : (await listModels()).map(({ name }) => name);
  for (const name of wanted) {
    try {
      print(`ok  ${modelLine(await verifyModel(name))}`);
    } catch (error) {
      printError(error, false);
      process.exitCode = exitCodes.failure;
    }
  }
}
