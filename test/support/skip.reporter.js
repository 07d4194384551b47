/** Says at the end of a run which tests did not run, and why: `describeWith` writes the reason into their titles. */
class SkipReporter {
  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults
      .flatMap((file) => file.testResults)
      .filter(({ status }) => status === 'pending');
    const counts = new Map();
    for (const { fullName } of skipped) {
      const reason = /\((\S+ not found)\)/.exec(fullName)?.[1] ?? fullName;
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    for (const [reason, count] of counts) process.stderr.write(`skipped: ${reason} (${count} tests)\n`);
  }
}

export { SkipReporter as default };
