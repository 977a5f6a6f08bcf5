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

/** How interlaced frames are made whole, one frame for one frame. */
export type Deinterlacing =
  /** All of them; the upper or the lower lines are the earlier ones. */
  | 'top first'
  | 'bottom first'
  /** Those that say that they are interlaced, each by its own order. */
  | 'as flagged';

/** What is needed to bring a high dynamic range down to the standard one. */
export interface ToneMapping {
  readonly transfer: 'pq' | 'hlg';
  /** FFmpeg's name of the primaries: `bt2020`, `smpte432` … */
  readonly primaries: string;
  /** The brightest that the picture gets, in cd/m², as the file says it, or else 1000. */
  readonly peak: number;
}

/** The picture stream that is decoded. */
export interface VideoStreamInfo {
  /** Its number among all streams of the file. */
  readonly index: number;
  readonly codec: string;
  /** FFmpeg's decoder where the one that it would choose loses something; `undefined`: its own choice. */
  readonly decoder: string | undefined;
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
  /** Times, in ticks, of frames that are stored as nothing but a repetition of the one before. */
  readonly unchangedTicks: ReadonlySet<number>;
  /** Whether pictures before the first frame are left out because nothing they build on is in the file. */
  readonly beginsLate: boolean;
  /** How long the last frame is shown, in ticks. */
  readonly lastFrameTicks: number;
  readonly frameCount: number;
  readonly pixelFormat: string;
  /** Bits of one component. */
  readonly bitDepth: number;
  readonly chroma: '4:2:0' | '4:2:2' | '4:4:4' | '4:1:1' | '4:1:0' | '4:4:0' | 'grey' | 'rgb';
  readonly colour: ColourTags;
  /** PQ or HLG. */
  readonly hdr: boolean;
  /** Set for PQ and HLG: decoding maps them to the standard range with the primaries of BT.709. */
  readonly toneMapping: ToneMapping | undefined;
  /** The colour of decoded frames, apart from the matrix and the range: as tagged, or BT.709 after tone mapping. */
  readonly decodedColour: Pick<ColourTags, 'primaries' | 'transfer'>;
  readonly interlaced: boolean;
  /** Set where decoding deinterlaces. */
  readonly deinterlacing: Deinterlacing | undefined;
  /** Whether its pixels can be transparent; a frame that is wholly opaque is decoded without `alpha` all the same. */
  readonly hasAlpha: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is known of a stream of any kind. */
export interface StreamInfo {
  /** Its number among all streams of the file. */
  readonly index: number;
  readonly codec: string;
  readonly language: string | undefined;
  readonly title: string | undefined;
  /** FFmpeg's names of what it is for: `default`, `forced`, `dub`, `comment`, `hearing_impaired` … */
  readonly disposition: readonly string[];
}

/** A sound stream. Times in seconds of the container's own clock. */
export interface AudioStreamInfo extends StreamInfo {
  readonly profile: string | undefined;
  readonly channels: number;
  readonly channelLayout: string | undefined;
  readonly sampleRate: number;
  readonly startTime: number;
  /** Seconds; `undefined` where the container does not say. */
  readonly duration: number | undefined;
  readonly bitRate: number | undefined;
  /** Bits of one sample, where the stream says so. */
  readonly bitDepth?: number | undefined;
  /** `false`: FFmpeg knows no codec of this kind; `codec` is then the container's own name of it. */
  readonly known?: boolean;
  /** FFmpeg's decoder where it has to be told, since it does not know the container's name of the codec. */
  readonly decoder?: string | undefined;
  readonly isDefault: boolean;
}

/** A stream that is neither the chosen picture nor sound nor subtitles: data, an attachment, cover art, another picture. */
export interface OtherStreamInfo extends StreamInfo {
  /** `video`, `data`, `attachment` … */
  readonly type: string;
  /** FFmpeg's name, or the container's four letters (`tmcd`) where FFmpeg has none. */
  readonly codec: string;
  /** Of an attachment, such as a font for the subtitles. */
  readonly fileName: string | undefined;
}

/** A named part of a clip. */
export interface ChapterInfo {
  /** Seconds from the start of the clip, as {@link frameTime} gives them. */
  readonly start: number;
  readonly end: number;
  readonly title: string | undefined;
}

/** What a camera's or an editor's clock showed at the first frame. */
export interface Timecode {
  /** `hh:mm:ss:ff`, or `hh:mm:ss;ff` where frame numbers are dropped to keep pace with the clock. */
  readonly text: string;
  readonly dropFrame: boolean;
}

/** One picture of a clip that is made of picture files. */
export interface PictureRef {
  readonly path: string;
  /** Which picture of an animated file, from 0. */
  readonly page: number;
}

/** A clock that restarts within the file, as in joined transport streams. */
export interface ClockRestarts {
  /** How often. */
  readonly times: number;
  /** What the file's clock shows at the beginning, in seconds. */
  readonly begin: number;
}

/** A clip. */
export interface VideoInfo {
  readonly kind: 'video';
  /** Absolute path, or the URL where URLs are allowed. */
  readonly path: string;
  readonly allowUrl: boolean;
  /**
   * Of a clip made of pictures, one for every frame: then `path` is the folder or
   * pattern that was named, or an animation that FFmpeg does not read.
   */
  readonly pictures: readonly PictureRef[] | undefined;
  /** FFmpeg's name of the container, e.g. `mov,mp4,m4a,3gp,3g2,mj2`; `pictures`. */
  readonly container: string;
  /** Where the container's clock starts, in seconds: the earliest of its streams. */
  readonly startTime: number;
  /**
   * Set where the file's clock restarts. Then all other times are those of a clock
   * that counts from the beginning of the file and goes on, as FFmpeg continues it.
   */
  readonly restarts: ClockRestarts | undefined;
  /** Seconds from there to the end of the longest stream. */
  readonly duration: number;
  readonly video: VideoStreamInfo;
  readonly audio: readonly AudioStreamInfo[];
  readonly subtitles: readonly StreamInfo[];
  readonly others: readonly OtherStreamInfo[];
  readonly chapters: readonly ChapterInfo[];
  /** From a timecode track or a tag. */
  readonly timecode: Timecode | undefined;
  /** When the clip was made, as the file says it: `2017-01-05T18:32:43.000000Z`. */
  readonly creationTime: string | undefined;
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
