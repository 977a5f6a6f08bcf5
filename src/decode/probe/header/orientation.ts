import type { Orientation } from '../../../media/info.js';
import type { StreamJson } from './json.js';

const UPRIGHT: Orientation = { mirrored: false, turn: 0 };

/**
 * How the picture must be turned to stand upright, from the display matrix, the
 * rotation that ffprobe derived from it, or the `rotate` tag of old files.
 * Angles between quarter turns go to the nearest one.
 */
export function readOrientation(stream: StreamJson): Orientation {
  for (const data of stream.side_data_list ?? []) {
    if (typeof data.displaymatrix === 'string') {
      const matrix = parseMatrix(data.displaymatrix);
      if (matrix) return fromMatrix(matrix);
    }
    if (data.rotation !== undefined) return { mirrored: false, turn: quarter(-Number(data.rotation)) };
  }
  const tag = Number(stream.tags?.rotate);
  return Number.isFinite(tag) ? { mirrored: false, turn: quarter(tag) } : UPRIGHT;
}

/** The filters that turn the picture upright. */
export function orientationFilters({ mirrored, turn }: Orientation): string[] {
  const turns = {
    0: [],
    90: ['transpose=clock'],
    180: ['hflip', 'vflip'],
    270: ['transpose=cclock'],
  } as const;
  return [...(mirrored ? ['hflip'] : []), ...turns[turn]];
}

/** Three rows of three numbers, as in `00000000: 0 65536 0`. */
function parseMatrix(text: string): number[] | undefined {
  const numbers = [...text.matchAll(/^\s*[0-9a-f]{8}:((?:\s+-?\d+){3})/gim)].flatMap((row) =>
    (row[1] as string).trim().split(/\s+/).map(Number),
  );
  return numbers.length === 9 ? numbers : undefined;
}

/** Row vectors: (x, y) goes to (a·x + c·y, b·x + d·y), y downwards. */
function fromMatrix(matrix: readonly number[]): Orientation {
  const [a = 0, b = 0, , c = 0, d = 0] = matrix;
  const mirrored = a * d - b * c < 0;
  if (a === 0 && b === 0) return UPRIGHT;
  const sign = mirrored ? -1 : 1; // undo the mirroring of x, which comes first
  return { mirrored, turn: quarter((Math.atan2(sign * b, sign * a) * 180) / Math.PI) };
}

function quarter(degrees: number): Orientation['turn'] {
  const turn = (((Math.round(degrees / 90) * 90) % 360) + 360) % 360;
  return turn as Orientation['turn'];
}
