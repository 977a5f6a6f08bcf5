import type { Command } from 'commander';

/** `nst-video models`: the networks that can be used, and installing the large one. */
export function addModelsCommand(program: Command): void {
  const models = program.command('models').description('List, install and verify networks.');
  models.command('list').description('List the networks and where they lie.');
}
