/**
 * Constants and coding of NUT, FFmpeg's own container (https://ffmpeg.org/~michael/nut.txt).
 * We use it on pipes because it carries raw frames *with* their exact times.
 */
export const FILE_ID = Buffer.from('nut/multimedia container\0', 'latin1');

/** The eight bytes before each kind of packet. All begin with `N`, which is never a frame code. */
export const START_CODE = {
  main: 0x4e4d7a561f5f04adn,
  stream: 0x4e5311405bf2f9dbn,
  syncpoint: 0x4e4be4adeeca4569n,
} as const;

/** Bits that say which fields a frame header has. */
export const FLAG = {
  key: 1,
  codedPts: 8,
  streamId: 16,
  sizeMsb: 32,
  checksum: 64,
  reserved: 128,
  headerIndex: 1024,
  matchTime: 2048,
  coded: 4096,
  invalid: 8192,
} as const;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc >>> 0;
});

/** CRC-32 with polynomial 04C11DB7, most significant bit first, from 0 and not inverted. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] as number)) >>> 0;
  return crc;
}

/** Unsigned number, seven bits a byte, most significant first. Exact below 2⁵³. */
export function encodeV(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    bytes.unshift((rest % 128) | 128);
  return bytes;
}

/** A string of bytes after its length. */
export function encodeBytes(bytes: Uint8Array): number[] {
  return [...encodeV(bytes.length), ...bytes];
}

/** A number from its zigzag coding. */
export function unzigzag(value: number): number {
  return value % 2 === 1 ? (value + 1) / 2 : -value / 2;
}
