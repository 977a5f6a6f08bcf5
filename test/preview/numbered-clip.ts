import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { findBinary } from '../../src/media/ffmpeg/binaries.js';
import { inPage } from './browser.js';

const run = promisify(execFile);

/** What the clips of {@link writeNumberedClip} are like. */
export const numbered = { frames: 30, width: 160, height: 96, rate: '24000/1001', cut: 18 } as const;

/** Luma that a frame's number adds, so that it can be read off its picture. */
const step = 6;

/**
 * Writes a moving test picture whose left fifth is grey and tells the number of
 * the frame by its brightness; at frame 18 there is a cut.
 *
 * @param noise strength of noise that changes from frame to frame, none where 0
 * @param options of the encoder; H.264 with B-frames and a single key frame where there are none
 */
export async function writeNumberedClip(
  path: string,
  noise = 0,
  options: readonly string[] = [],
): Promise<void> {
  const { frames, width, height, rate, cut } = numbered;
  const picture = `if(lt(N,${cut}),lum(X,Y),235-lum(W-X,H-Y))`;
  const filters = [
    ...(noise > 0 ? [`noise=alls=${noise}:allf=t`] : []),
    'format=yuv420p',
    `geq=lum='if(lt(X,32),16+${step}*N,${picture})':cb='if(lt(X,16),128,cb(X,Y))':cr='if(lt(X,16),128,cr(X,Y))'`,
  ];
  const codec = options.length > 0 ? options : ['-c:v', 'libx264', '-crf', '12', '-bf', '2', '-g', '250'];
  await run(findBinary('ffmpeg').path, [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${rate}`],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440', '-vf', filters.join(',')],
    ...['-frames:v', String(frames), ...codec, '-c:a', 'aac', '-t', '1.25', path],
  ]);
}

/** The number of the frame that a clip on the page shows, read off its pixels. */
export async function numberShown(page: Page, clip: 'source' | 'render'): Promise<number> {
  const grey = await page.locator(`.layer-${clip} video`).evaluate(
    inPage<number>(`(video) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [${numbered.width}, ${numbered.height}];
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(4, 24, 24, 48);
    return data.filter((_, i) => i % 4 === 1).reduce((sum, value) => sum + value, 0) / (data.length / 4);
  }`),
  );
  return Math.round((grey * 219) / 255 / step);
}
