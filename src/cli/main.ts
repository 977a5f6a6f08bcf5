#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { type Command, CommanderError } from 'commander';
import { refuseUnknownCommand } from './help/command.js';
import { exitCodeOf, exitCodes } from './process/exit-codes.js';
import { leaveWithTerminal } from './process/hang-up.js';
import { emergencyStop } from './process/interrupts.js';
import { buildProgram } from './program.js';
import { printError } from './terminal/print.js';
import { guardStream } from './terminal/printable.js';

/**
 * Young objects are collected as often as at the start, however many live on. Those that stand for frames are small, and what they hold lies
 * elsewhere: each collection put off keeps megabytes.
 */
setFlagsFromString('--semi-space-growth-factor=1');

const verbose = process.argv.includes('--verbose');

/** Whoever read our output has gone, or the terminal with it: no reason to fail. A closed terminal says so by SIGHUP. */
for (const stream of [process.stdout, process.stderr]) {
  guardStream(stream);
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

try {
  const program = buildProgram();
  refuseUnknownCommand(program, process.argv[2]);
  if (process.argv.length > 2) await program.parseAsync(withoutForeignVerbose(program, process.argv));
  else program.help({ error: true });
} catch (error) {
  report(error);
}
leaveSoon();

/** Commands that have no `--verbose` take it all the same: it is what an error that nobody foresaw asks for. */
function withoutForeignVerbose({ commands }: Command, argv: readonly string[]): string[] {
  const command = commands.find((one) => one.name() === argv[2]);
  const known = !command || command.options.some(({ long }) => long === '--verbose');
  return argv.filter((word) => known || word !== '--verbose');
}

function report(error: unknown): void {
  process.exitCode = exitCodeOf(error);
  // Commander has printed its own.
  if (!(error instanceof CommanderError)) printError(error, verbose);
}

/** A defect: nobody awaited what failed, so nothing cleans up after it but this. */
function fail(error: unknown): void {
  emergencyStop();
  printError(error, verbose);
  leaveWithTerminal();
  process.exit(exitCodes.failure);
}

/** All is done and cleaned up; should some handle still hold the process, it does not hold it long. */
function leaveSoon(): void {
  leaveWithTerminal();
  setTimeout(() => process.exit(), 1000).unref();
}
