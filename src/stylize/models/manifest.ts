/** SHA-256 of `models/nst-vgg-quarter.safetensors`, the only model that this package vouches for. */
export const EMBEDDED_SHA256 = 'fa5cc43dc6d3b9730d6f968eb21030138f972c86b9cc5bf87fad5da2a8e8e82d';
