/** An exact ratio of two integers, `den` > 0. */
export interface Rational {
  readonly num: number;
  readonly den: number;
}

/** How the display turns a coded picture: mirror first, then clockwise quarter turns. */
export interface Orientation {
  /** Mirrored left to right before it is turned. */
  readonly mirrored: boolean;
  /** Clockwise turn in degrees. */
  readonly turn: 0 | 90 | 180 | 270;
}

/** How the times of a clip's frames lie. */
export type FrameTiming =
  /** Every frame lies on the grid of one rate, within the rounding of the time base. */
  | 'constant'
  /** On the grid of one rate, but some places of it are empty: frames were dropped. */
  | 'gaps'
  /** On no common grid, or on one that is mostly empty. */
  | 'variable';

/** Colour as the stream declares it, in FFmpeg's names; `undefined` where it says nothing. */
export interface ColourTags {
  readonly matrix: string | undefined;
  readonly primaries: string | undefined;
  readonly transfer: string | undefined;
  readonly range: 'full' | 'limited' | undefined;
}

/** The picture stream that is decoded. */
export interface VideoStreamInfo {
  /** Its number among all streams of the file. */
  readonly index: number;
  readonly codec: string;
  /** Size of the stored picture, in stored pixels. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** Width of a stored pixel divided by its height. */
  readonly sampleAspectRatio: Rational;
  readonly orientation: Orientation;
  /** Size as displayed: turned upright, square pixels. */
  readonly width: number;
  readonly height: number;
  /** Frames a second: exact for constant rates, the grid's for `gaps`, the average else. */
  readonly frameRate: Rational;
  /** Seconds of one tick. */
  readonly timeBase: Rational;
  readonly timing: FrameTiming;
  /** `timing === 'constant'`. */
  readonly constantRate: boolean;
  /** Presentation time of every frame in ticks of `timeBase`, strictly ascending. Read-only. */
  readonly ticks: Float64Array;
  /** Times, in ticks, at which decoding can start. Ascending, read-only. */
  readonly keyTicks: Float64Array;
  /** How long the last frame is shown, in ticks. */
  readonly lastFrameTicks: number;
  readonly frameCount: number;
  readonly pixelFormat: string;
  /** Bits of one component. */
  readonly bitDepth: number;
  readonly chroma: '4:2:0' | '4:2:2' | '4:4:4' | '4:1:1' | '4:1:0' | '4:4:0' | 'grey' | 'rgb';
  readonly colour: ColourTags;
  readonly hdr: boolean;
  readonly interlaced: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** A sound stream. Times in seconds of the container's own clock. */
export interface AudioStreamInfo {
  readonly index: number;
  readonly codec: string;
  readonly profile: string | undefined;
  readonly channels: number;
  readonly channelLayout: string | undefined;
  readonly sampleRate: number;
  readonly startTime: number;
  /** Seconds; `undefined` where the container does not say. */
  readonly duration: number | undefined;
  readonly bitRate: number | undefined;
  readonly language: string | undefined;
  readonly title: string | undefined;
  readonly isDefault: boolean;
}

/** Any stream that is neither the chosen picture nor sound. */
export interface OtherStreamInfo {
  readonly index: number;
  readonly type: string;
  readonly codec: string;
  readonly language: string | undefined;
}

/** A clip. */
export interface VideoInfo {
  readonly kind: 'video';
  /** Absolute path, or the URL where URLs are allowed. */
  readonly path: string;
  readonly allowUrl: boolean;
  /** FFmpeg's name of the container, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  /** Where the container's clock starts, in seconds: the earliest of its streams. */
  readonly startTime: number;
  /** Seconds from there to the end of the longest stream. */
  readonly duration: number;
  readonly video: VideoStreamInfo;
  readonly audio: readonly AudioStreamInfo[];
  readonly others: readonly OtherStreamInfo[];
  readonly chapters: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Sentences worth telling the user: interlaced, high dynamic range, dropped frames … */
  readonly notices: readonly string[];
}

/** A still picture. Size as displayed, after its EXIF orientation. */
export interface ImageInfo {
  readonly kind: 'image';
  readonly path: string;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly notices: readonly string[];
}

/** What {@link probe} finds in a file. */
export type MediaInfo = VideoInfo | ImageInfo;

/** Seconds from the start of the container's clock to the given tick of the picture stream. */
export function frameTime(info: VideoInfo, ticks: number): number {
  const { num, den } = info.video.timeBase;
  return (ticks * num) / den - info.startTime;
}
