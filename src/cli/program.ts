import { Command } from 'commander';
import { packageVersion } from '../package-version.js';
import { addBatchCommand } from './batch-command.js';
import { addDoctorCommand } from './doctor-command.js';
import { addDraftCommand } from './draft-command.js';
import { addMetricsCommand } from './metrics-command.js';
import { addModelsCommand } from './models-command.js';
import { addPreviewCommand } from './preview-command.js';
import { printable } from './printable.js';
import { addResumeCommand } from './resume-command.js';
import { addStylizeCommand } from './stylize-command.js';

const usage = [
  '<input...> --style <image> [options]',
  '       nst-video batch <jobs.yaml> [options]',
  '       nst-video resume [folder...]',
  '       nst-video draft <input> --style <image> [--style <image> ...] [options]',
  '       nst-video metrics <video> --source <video> [options]',
  '       nst-video preview <video...> --source <video>',
  '       nst-video doctor',
  '       nst-video models <list|install|verify>',
].join('\n');

const examples = `
Examples:
  nst-video clip.mp4 --style starry.jpg
  nst-video clip.mp4 --style starry.jpg --size 512 --start 0:10 --duration 5 -o short.mp4
  nst-video *.mp4 --style wave.jpg --out-dir painted --quality draft
  nst-video batch jobs.yaml --dry-run
  nst-video metrics clip.starry.mp4 --source clip.mp4 --html report.html
  nst-video preview clip.starry.mp4 --source clip.mp4
`;

const afterABreak = `
Painted frames are kept beside the output until it is complete: after a break, the same command goes on where it was.
\`nst-video resume\` lists unfinished jobs.
`;

/** The whole command line. It throws instead of leaving the process; see `main.ts`. */
export function buildProgram(): Command {
  const program = new Command('nst-video')
    .description('Paints a video in the style of a picture, without flicker and with its sound.')
    .version(packageVersion(), '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print this help.')
    .helpCommand(false)
    // So that `--style` after a command's name is the command's own.
    .enablePositionalOptions()
    .usage(usage)
    .addHelpText('after', examples)
    .addHelpText('after', afterABreak)
    .configureOutput({
      outputError: (text, write) =>
        write(`${printable(text.trimEnd()).replace('\\n(Did you', '\n(Did you')}\n`),
    })
    .showHelpAfterError('(nst-video --help lists the options)')
    .configureHelp({ helpWidth: Math.min(process.stdout.columns ?? 100, 110) })
    .exitOverride();
  addStylizeCommand(program);
  addBatchCommand(program);
  addResumeCommand(program);
  addDraftCommand(program);
  addMetricsCommand(program);
  addPreviewCommand(program);
  addDoctorCommand(program);
  addModelsCommand(program);
  return program;
}
