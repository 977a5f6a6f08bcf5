// A reporter for Node's test runner: at the end one line for each reason why tests were skipped.
export default async function* skippedReporter(events) {
  const reasons = new Map();
  for await (const { type, data } of events) {
    if (type !== 'test:pass' || !data.skip) continue;
    const reason = typeof data.skip === 'string' ? data.skip : 'no reason is given';
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  for (const [reason, count] of [...reasons].sort()) {
    yield `${count} ${count === 1 ? 'test' : 'tests'} skipped: ${reason}\n`;
  }
}
