import type { PackagedName } from '../network/embedded.js';

/** SHA-256 of the weights in `models/`, the only ones that this package vouches for. */
export const PACKAGED_SHA256: Readonly<Record<PackagedName, string>> = {
  small: '0189106f0c53d3d472fb67f14dc40c60b27bb0ad85b5e61b198235d65ecdf9e2',
  wide: '87df15040fd2821de98e1dbe29b9197a7d32b9a1a2f67d788b4b3b884d0f383e',
  fast: '54b4294a16f40b4eedd8147ab17855f0c85c4be9ad6c274f563de5492d3740b7',
};
