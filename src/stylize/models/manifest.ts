/** SHA-256 of `models/nst-vgg-quarter.safetensors`, the only model that this package vouches for. */
export const EMBEDDED_SHA256 = 'f57c3560d39fd75091a9a55bac3adfbd62a86a8592fcb9b901f9f892f53d9cac';
