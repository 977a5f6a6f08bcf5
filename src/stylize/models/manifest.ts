import type { EmbeddedName } from '../network/embedded.js';

/** SHA-256 of the networks in `models/`, the only ones that this package vouches for. */
export const EMBEDDED_SHA256: Readonly<Record<EmbeddedName, string>> = {
  small: '14db6270514e484422aa03efcecbb3968c4f80b1b9bc93265e3660bea653f606',
  wide: '26a60185230bc665e861634e4aca02a018085d366ff88d4216ee0148cace2829',
};
