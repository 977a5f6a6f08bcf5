// What E_warp at gap 1 says of a painting that never changes: each frame of a render, moved along the flow to the next one, takes
// that one's place. What is left is what the measure's own warp, which blurs, takes of fine detail; a render as sharp cannot
// be expected to have less. Beside it, the render's own and the source's.
//
//   node dist/bench/carried.js --clip FILE --render FILE [--size 512] [--frames 24]
import { parseArgs } from 'node:util';
import { createDisEstimator } from '../src/flow/dis/estimator.js';
import { publishedReliability } from '../src/flow/reliability.js';
import { warp } from '../src/flow/warp.js';
import type { Image } from '../src/image.js';
import { pairWarpingError } from '../src/metrics/measures/warping-error.js';
import { removeMargin } from '../src/pipeline/margin.js';
import { mean } from './statistics.js';
import { framesOf } from './style-network/frames.js';

const { values: args } = parseArgs({
  options: {
    clip: { type: 'string', default: 'fixtures/valley.mp4' },
    render: { type: 'string' },
    size: { type: 'string', default: '512' },
    frames: { type: 'string', default: '24' },
  },
});

await using estimator = await createDisEstimator();
const picturesOf = async (clip: string) => {
  const frames = await framesOf(clip, Number(args.size), { first: 0, count: Number(args.frames) }, estimator);
  return frames.map(({ source }) => removeMargin(source));
};
const sources = await picturesOf(args.clip);
const renders = args.render === undefined ? sources : await picturesOf(args.render);
const found = { source: [] as number[], render: [] as number[], carried: [] as number[] };
for (const [i, source] of sources.slice(0, -1).entries()) {
  const { forward, backward } = await estimator.estimateBoth(source, sources[i + 1]!);
  const trusted = { flow: forward, mask: publishedReliability(forward, backward, { softened: false }) };
  const add = (name: keyof typeof found, earlier: Image, later: Image) => {
    const error = pairWarpingError(earlier, later, trusted)?.error;
    if (error !== undefined) found[name].push(error);
  };
  add('source', source, sources[i + 1]!);
  add('render', renders[i]!, renders[i + 1]!);
  add('carried', renders[i]!, warp(renders[i]!, backward));
}
for (const [name, values] of Object.entries(found)) {
  const own = mean(values);
  console.log(`${name}: ${own.toExponential(2)}, ${(own / mean(found.source)).toFixed(2)} × the source's`);
}
