import type { Command } from 'commander';
import { exitCodes } from '../process/exit-codes.js';
import { print } from '../terminal/print.js';

/** `nst-video doctor`: what this machine offers. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .summary('Show versions, devices, FFmpeg, memory and the speed.')
    .description('Show versions, devices, FFmpeg, memory and the network, and measure the speed.')
    .action(async () => {
      const { runDoctor } = await import('./run-doctor.js');
      const healthy = await runDoctor(print);
      process.exitCode = healthy ? exitCodes.success : exitCodes.failure;
    });
}
