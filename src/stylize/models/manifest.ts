import type { EmbeddedName } from '../network/embedded.js';

/** SHA-256 of the networks in `models/`, the only ones that this package vouches for. */
export const EMBEDDED_SHA256: Readonly<Record<EmbeddedName, string>> = {
  small: '0189106f0c53d3d472fb67f14dc40c60b27bb0ad85b5e61b198235d65ecdf9e2',
  wide: '93b3d18d665352a2d0c5752bbd49a1bb9e44c53471642c494799290f5a2e6f15',
};
