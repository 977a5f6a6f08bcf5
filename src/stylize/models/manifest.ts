import type { EmbeddedName } from '../network/embedded.js';

/** SHA-256 of the networks in `models/`, the only ones that this package vouches for. */
export const EMBEDDED_SHA256: Readonly<Record<EmbeddedName, string>> = {
  small: '07ae606981a40345df50402951043df5f41bc1e3150901a6510cf6effde2db0b',
  wide: '01691cc5ac0dcddae2d81fcb00791c48ba8ab1f92e0b8b0df42b02108ba371f0',
};
