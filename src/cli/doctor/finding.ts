/** One line of `doctor`: what was looked at, and what was found. */
export interface Finding {
  readonly label: string;
  readonly text: string;
  /** Whether jobs can run with this; absent: it makes no difference. */
  readonly ok?: boolean;
}

/** Lines of a table with the labels in a column of their own; what is broken is marked. */
export function findingLine({ label, text, ok = true }: Finding): string {
  return `${label.padEnd(19)}${ok ? '' : 'PROBLEM: '}${text}`;
}

/** The result of a check, or, where it throws, a finding that says so. */
export async function findingOf(label: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { label, text: await check(), ok: true };
  } catch (error) {
    return { label, text: (error as Error).message.replace(/\s*\n\s*/g, ' '), ok: false };
  }
}
