// One fault of each kind; the others are in faults.slow.test.ts.
import { testBrokenFfmpegs, testFullDisks } from './fault-tests.js';

testBrokenFfmpegs([
  [
    'that dies while it decodes',
    '*nut*pipe:1*',
    'REAL "$@" | head -c 60000; echo "the disk caught fire" >&2; exit 7',
    /the disk caught fire/,
  ],
]);

testFullDisks([['work folder', ['-o', 'full.mp4', '--work-dir', 'small'], '520k']]);
