/** Paths as they were given, to be shown. */
export interface JobPaths {
  readonly input: string;
  readonly style: string;
  readonly output: string;
}
