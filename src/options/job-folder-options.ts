import { libraryOptions } from './library-options.js';

const {
  workDir: _,
  restart: __,
  keepWork: ___,
  allowUrl: ____,
  explain: _____,
  explainFrames: ______,
  ...others
} = libraryOptions;

/** The options of a job whose shots are painted apart: without those that a job folder has no use for. It is the work folder, and stays. */
export const jobFolderOptions = Object.freeze(others);
