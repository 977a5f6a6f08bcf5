import { element } from '../../page/element.js';
import { flowColour } from '../flow-colours.js';

const side = 64;

/** The key to the colours of flow: each direction from the middle in its colour. */
export function flowWheel(): HTMLCanvasElement {
  const canvas = element('canvas', {
    width: side,
    height: side,
    class: 'flow-wheel',
    role: 'img',
    'aria-label': 'Key: the hue shows the direction, the strength of the colour shows the speed',
  });
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const picture = context.createImageData(side, side);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i += 4) {
      const [u, v] = [(2 * x + 1) / side - 1, (2 * y + 1) / side - 1];
      picture.data.set([...flowColour(u, v), Math.hypot(u, v) <= 1 ? 255 : 0], i);
    }
  }
  context.putImageData(picture, 0, 0);
  return canvas;
}
