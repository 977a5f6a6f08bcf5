import { element } from '../../page/element.js';
import type { JobResult } from '../facts/job-facts.js';

/**
 * Links to what a job has made. The server ends with the job, so each file is
 * fetched into the page before that; what is too large for it is only named.
 */
export async function showResults(results: readonly JobResult[]): Promise<(HTMLElement | string)[]> {
  const links = results.map(async ({ name, path, fetched }, n) => {
    if (fetched) {
      const blob = await fetch(`result/${n}`)
        .then((response) => (response.ok ? response.blob() : undefined))
        .catch(() => undefined);
      if (blob) {
        return element('a', { href: URL.createObjectURL(blob), target: '_blank', class: 'result' }, name);
      }
    }
    return element('span.result', path);
  });
  return (await Promise.all(links)).flatMap((link) => [' ', link]);
}
