import type { Command } from 'commander';
import type { ModelProgress } from '../../stylize/models/byte-source.js';
import type { InstallModelOptions } from '../../stylize/models/install-model.js';
import type { InstalledModel } from '../../stylize/models/installed-models.js';
import { INPUT_WORDS, type InputDecision } from '../../stylize/network/input-decision.js';
import { exitCodes } from '../process/exit-codes.js';
import { watchInterrupts } from '../process/interrupts.js';
import type { TextSink } from '../progress/renderer.js';
import { StatusLine } from '../progress/status-line.js';
import { print, printError } from '../terminal/print.js';

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
    .command('layers')
    .description('List the layers of a network, which `--style-layers` and `--content-layers` can name.')
    .argument('<model>', 'a name or a file, as for `--model`')
    .action(layersCommand);
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

async function installCommand(source: string, { name, sha256, input }: InstallArguments): Promise<void> {
  const { installModel } = await import('../../stylize/models/install-model.js');
  // The half of it that has arrived stays behind on a second Ctrl-C; the next install does not mind.
  using interrupts = watchInterrupts();
  const { signal } = interrupts;
  const meter = downloadMeter(process.stderr, process.stderr.isTTY === true);
  const onProgress = meter.progress;
  const installing = installModel(source, { name, sha256, input, signal, onProgress });
  const installed = await installing.finally(meter.end);
  print(`installed ${modelLine(installed)}`);
  if (installed.input) print(inputLine(installed.input));
}

async function layersCommand(model: string): Promise<void> {
  const { layerLines } = await import('./layers.js');
  for (const line of await layerLines(model)) print(line);
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

/** One network on one line. */
function modelLine({ name, path, bytes, sha256, source }: InstalledModel): string {
  const hash = sha256 === '' ? 'hash not recorded' : `sha256 ${sha256}`;
  return `${name.padEnd(10)}${mebibytes(bytes)}, ${hash}, ${path} (from ${source})`;
}

/** What an installed network's input was taken for, and how to say otherwise. */
function inputLine({ name, because }: InputDecision): string {
  if (name === undefined) return `input: ${because}`;
  const other = name === 'rgb' ? 'caffe' : 'rgb';
  return `input: ${name} (${INPUT_WORDS[name]}), because ${because}; if that is wrong, install it with --input ${other}`;
}

/** Shows how far a download is: on a terminal in one line, drawn anew; else once every tenth of it. */
export function downloadMeter(out: TextSink, terminal: boolean) {
  const status = new StatusLine(out, terminal);
  let shown = -1;
  return {
    progress({ receivedBytes, totalBytes }: ModelProgress): void {
      const share = totalBytes ? receivedBytes / totalBytes : undefined;
      const step = Math.floor(share === undefined ? receivedBytes / 2 ** 23 : share * (terminal ? 100 : 10));
      if (step === shown) return;
      shown = step;
      const of = totalBytes === undefined ? '' : ` of ${mebibytes(totalBytes)}`;
      const percent = share === undefined ? '' : `, ${Math.floor(100 * share)} %`;
      status.show(`received ${mebibytes(receivedBytes)}${of}${percent}`);
    },
    end: () => status.end(),
  };
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
