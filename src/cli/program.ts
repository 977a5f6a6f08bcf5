import { Command, Option } from 'commander';
import { packageVersion } from '../package-version.js';
import { addAssembleCommand } from './assemble/command.js';
import { addBatchCommand } from './batch/command.js';
import { addDoctorCommand } from './doctor/command.js';
import { addDraftCommand } from './draft/command.js';
import { addHelpCommand } from './help/command.js';
import { addHelpAll, helpColumns, helpGroup, helpLayout, wrapped } from './help/layout.js';
import { addMetricsCommand } from './metrics/command.js';
import { addModelsCommand } from './models/command.js';
import { addPaintCommand } from './paint/command.js';
import { addPlanCommand } from './plan/command.js';
import { addPreviewCommand } from './preview/command.js';
import { addResumeCommand } from './resume/command.js';
import { addStillCommand } from './still/command.js';
import { addStylizeCommand } from './stylize/command.js';
import { addSubmitCommand } from './submit/command.js';
import { printable } from './terminal/printable.js';
import { addTrainCommand } from './train/command.js';
import { addWorkerCommand } from './worker/command.js';

const usage = `<input...> --style <image> [options]
nst-video <command> [arguments] [options]`;

const examples = `
Examples:
  nst-video clip.mp4 --style starry.jpg
  nst-video clip.mp4 --style wave.jpg --size 512 -o try.mp4
  nst-video *.mp4 --style wave.jpg --out-dir painted
  nst-video metrics clip.starry.mp4 --source clip.mp4
  nst-video preview clip.starry.mp4 --source clip.mp4`;

const afterABreak = `
Painted frames are kept next to the output until it is complete. If a job is interrupted, run the same command again to continue.
\`nst-video resume\` lists unfinished jobs.`;

/** The whole command line. It throws instead of leaving the process; see `main.ts`. */
export function buildProgram(): Command {
  const columns = helpColumns();
  const program = new Command('nst-video')
    .description('Paints a video in the style of a picture, without flicker, and keeps its sound.')
    .optionsGroup(helpGroup)
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand(false)
    // So that `--style` after a command's name is the command's own.
    .enablePositionalOptions()
    .usage(usage)
    .addHelpText('after', examples)
    .addHelpText('after', wrapped(afterABreak, columns))
    .configureOutput({
      outputError: (text, write) =>
        write(`${printable(text.trimEnd()).replace('\\n(Did you', '\n(Did you')}\n`),
    })
    .configureHelp(helpLayout(columns))
    .exitOverride();
  addStylizeCommand(program);
  addBatchCommand(program);
  addResumeCommand(program);
  addPlanCommand(program);
  addPaintCommand(program);
  addAssembleCommand(program);
  addSubmitCommand(program);
  addWorkerCommand(program);
  addDraftCommand(program);
  addStillCommand(program);
  addMetricsCommand(program);
  addPreviewCommand(program);
  addTrainCommand(program);
  addDoctorCommand(program);
  addModelsCommand(program);
  addHelpCommand(program);
  addHelpAll(program, 'nst-video');
  program.version(packageVersion(), '-v, --version', 'Print the version.');
  const sameAsVersion = () => program.parse(['--version'], { from: 'user' });
  program.addOption(new Option('-V').hideHelp()).on('option:V', sameAsVersion);
  for (const command of program.commands) {
    addHelpAll(command, `nst-video ${command.name()}`);
    for (const part of command.commands) addHelpAll(part, `nst-video ${command.name()} ${part.name()}`);
  }
  return program;
}
