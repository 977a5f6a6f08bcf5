import type { ExplainedFacts } from '../../explain/explained-facts.js';
import { figure } from '../../number-format.js';
import { element } from '../../page/element.js';

/** Why the newest explained frame looks as it does: hidden until there is one. */
export function createExplainedPanel() {
  const heading = element('h2');
  const advice = element('ul');
  const maps = element('div.maps');
  const root = element(
    'section.explained',
    { 'aria-label': 'Explanation', hidden: true },
    heading,
    advice,
    maps,
  );
  return {
    root,
    clear: () => {
      root.hidden = true;
    },
    /** @param numberedFrom the source's number of the job's first frame */
    show({ index, advice: sentences, parts }: ExplainedFacts, numberedFrom: number) {
      heading.textContent = `Why frame ${numberedFrom + index} looks so`;
      advice.replaceChildren(...sentences.map((text) => element('li', text.replaceAll('`', ''))));
      maps.replaceChildren(
        ...parts.flatMap(({ name, distance, share, map }) => {
          if (map === null) return [];
          const words = `${name}: distance ${figure(distance)}, ${Math.round(100 * share)} % of the loss`;
          return [element('figure', element('img', { src: map, alt: words }), element('figcaption', words))];
        }),
      );
      root.hidden = false;
    },
  };
}
