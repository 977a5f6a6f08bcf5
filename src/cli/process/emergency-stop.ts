import { discardAllNow } from '../../encode/output/pending.js';
import { killAllNow } from '../../media/ffmpeg/child.js';
import { closeDoorsNow } from './open-in-browser.js';

/** Ends all that would outlive this process and removes what is half written, without waiting. */
export function emergencyStop(): void {
  killAllNow();
  discardAllNow();
  closeDoorsNow();
}
