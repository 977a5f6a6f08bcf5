import type { EmbeddedName } from '../network/embedded.js';

/** SHA-256 of the networks in `models/`, the only ones that this package vouches for. */
export const EMBEDDED_SHA256: Readonly<Record<EmbeddedName, string>> = {
  small: '338c87d0db26e826d8fe6e7c60f1ee885bc7172a58dcc1aa12784146c4c0713a',
  wide: 'f80a6f97fba7a458eb10218bec08011c6e9c6c314a09f7ad37bb213bfe92c5c1',
};
