/** What painting costs, as measured on one worker. */
export interface PaintingCost {
  /** Seconds to open the job, read the networks and start the engine, for each shot. */
  readonly openSeconds: number;
  /** Seconds of a shot's first frame, and of each later one. */
  readonly firstSeconds: number;
  readonly laterSeconds: number;
  /** Bytes that a frame leaves in the job folder, and those written over with each frame: the state. */
  readonly frameBytes: number;
  readonly stateBytes: number;
  /** Seconds a frame of what one machine does for all: planning, and assembling. */
  readonly planSeconds: number;
  readonly assembleSeconds: number;
}

/** What a farm is. */
export interface Farm {
  readonly workers: number;
  /** Bytes a second that the shared folder takes from all machines together. */
  readonly sharedBytesPerSecond: number;
}

/** What becomes of a job on a farm. */
export interface Outcome {
  /** Seconds of planning, painting and assembling, one after the other. */
  readonly plan: number;
  readonly paint: number;
  readonly assemble: number;
  /** Share of the workers' time, while painting, in which they paint. */
  readonly busy: number;
  /** Commands a second that the queue gets while painting. */
  readonly commands: number;
  /** Bytes a second that go into the shared folder while painting, and as many as all workers would write unhindered. */
  readonly written: number;
  readonly wanted: number;
}

/** Commands a second, those of scripts included, of a worker that paints, one that waits, and a submitter: measured; and for each shot. */
const queueCommands = { painting: 10, waiting: 4.2, submitter: 25, shot: 100 };

/** Seconds that a worker takes for a shot of so many frames. */
function shotSeconds(frames: number, cost: PaintingCost): number {
  return cost.openSeconds + cost.firstSeconds + (frames - 1) * cost.laterSeconds;
}

/**
 * A job on a farm: shots are taken longest first by whoever is free, as the queue gives them. Where the shared folder takes
 * less than the workers write, all of them go more slowly alike.
 *
 * @param shots frames of each
 */
export function simulate(
  shots: readonly number[],
  cost: PaintingCost,
  { workers, sharedBytesPerSecond }: Farm,
): Outcome {
  const frames = shots.reduce((a, b) => a + b, 0);
  const perFrame = cost.frameBytes + cost.stateBytes;
  const free = new Float64Array(Math.min(workers, shots.length));
  let work = 0;
  for (const count of shots.toSorted((a, b) => b - a)) {
    let earliest = 0;
    for (let i = 1; i < free.length; i++) if (free[i]! < free[earliest]!) earliest = i;
    const seconds = shotSeconds(count, cost);
    free[earliest]! += seconds;
    work += seconds;
  }
  const unhindered = Math.max(...free);
  const wanted = (frames * perFrame) / unhindered;
  const paint = unhindered * Math.max(1, wanted / sharedBytesPerSecond);
  const busy = work / (workers * unhindered);
  const { painting, waiting, submitter, shot } = queueCommands;
  return {
    plan: frames * cost.planSeconds,
    paint,
    assemble: frames * cost.assembleSeconds,
    busy,
    commands: workers * (busy * painting + (1 - busy) * waiting) + submitter + (shot * shots.length) / paint,
    written: (frames * perFrame) / paint,
    wanted,
  };
}

/**
 * Lengths of a film's shots, spread as those of films are, by a log-normal distribution.
 *
 * @param spread standard deviation of the logarithm of a length
 * @param random numbers in [0,1)
 * @returns so many lengths, ≥ 1, that together are `frames`
 */
export function drawShots(frames: number, count: number, spread: number, random: () => number): number[] {
  const raw = Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.exp(spread * normal);
  });
  const scale = frames / raw.reduce((a, b) => a + b, 0);
  const lengths = raw.map((length) => Math.max(1, Math.floor(length * scale)));
  let rest = frames - lengths.reduce((a, b) => a + b, 0);
  for (let i = 0; rest !== 0; i = (i + 1) % count) {
    const change = Math.sign(rest);
    if (lengths[i]! + change < 1) continue;
    lengths[i]! += change;
    rest -= change;
  }
  return lengths;
}
