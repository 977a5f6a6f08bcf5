export { probe } from './decode/probe/probe.js';
export {
  EngineError,
  type ErrorCode,
  FfmpegError,
  InputError,
  ModelError,
  NstError,
  OutputError,
  UsageError,
  WorkError,
} from './errors.js';
export type { ImageInfo, MediaInfo, VideoInfo } from './media/info.js';
export { type Alignment, type AlignOptions, alignClips } from './metrics/align.js';
export type { FrameMetrics } from './metrics/frame-metrics.js';
export { type ClipMeasures, measureClip, measureRenders } from './metrics/measure-clip.js';
export type { MeasuredPair } from './metrics/measure-frames.js';
export { type ClipSummary, type Summary, summarise } from './metrics/summary.js';
export type { StylizeOptions, StylizeOptionsInput } from './options/resolve.js';
export type { FrameGuide, ObservedFrame, OnPainted } from './pipeline/observed-frame.js';
export { stylizeImage } from './pipeline/stylize-image.js';
export { type JobControl, stylizeVideo } from './pipeline/stylize-video.js';
export type { OnStylizeProgress, StylizeProgress } from './progress.js';
export type { FrameReport, StylizeReport } from './report.js';
