/** SHA-256 of `models/nst-vgg-quarter.safetensors`, the only model that this package vouches for. */
export const EMBEDDED_SHA256 = 'befa509f9b5f05e1e34e64fd05e3d08e799813ec7e4b8600be6258c0791e8e6b';
