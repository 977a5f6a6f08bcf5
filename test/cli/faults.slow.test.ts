// The faults that are not in faults.test.ts.
import { testBrokenFfmpegs, testFullDisks } from './fault-tests.js';

testBrokenFfmpegs([
  ['that stops taking frames', '*pipe:0*', 'exec sleep 600', /FFmpeg accepted no data for 2 seconds/],
  [
    'that stops delivering frames',
    '*nut*pipe:1*',
    'REAL "$@" | head -c 60000; exec sleep 600',
    /FFmpeg produced no output for 2 seconds/,
  ],
  [
    'that takes all and never ends',
    '*pipe:0*',
    'cat >/dev/null; exec sleep 600',
    /FFmpeg did not finish for 2 seconds/,
  ],
]);

testFullDisks([['output', ['-o', 'small/full.mp4', '--work-dir', '.'], '8k']]);
