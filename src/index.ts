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
export type { ExplainedFrame } from './explain/explained-frame.js';
export { type ExplanationFacts, explanationPage } from './explain/explanation-page.js';
export { estimateFlow } from './flow/estimate-flow.js';
export type { FlowPair } from './flow/estimator.js';
export type { FlowField, ReliabilityMask } from './flow-field.js';
export { createImage, type Image, imageFromRgb24, imageToRgb24 } from './image.js';
export type { LossTerms } from './loss-terms.js';
export type { ImageInfo, MediaInfo, VideoInfo } from './media/info.js';
export { type Alignment, type AlignOptions, alignClips } from './metrics/align/align-clips.js';
export { type Footage, measureVideo, type VideoMeasurement } from './metrics/measure-video.js';
export type { FrameMetrics } from './metrics/measures/frame-metrics.js';
export { type ClipMeasures, measureClip, measureRenders } from './metrics/stream/measure-clip.js';
export type { MeasuredPair } from './metrics/stream/measure-frames.js';
export { type ClipSummary, type Summary, summarise } from './metrics/summary/summary.js';
export type { StylizeOptions, StylizeOptionsInput } from './options/resolve.js';
export type { JobControl } from './pipeline/job-report.js';
export type { FrameGuide, ObservedFrame, OnPainted } from './pipeline/observed-frame.js';
export { type PlannedVideo, plannedVideo as planVideo } from './pipeline/plan/plan-video.js';
export { type FrameOptions, type PaintedImage, stylizeFrames } from './pipeline/stylize-frames.js';
export { stylizeImage } from './pipeline/stylize-image.js';
export { stylizeStill } from './pipeline/stylize-still.js';
export { stylizeVideo } from './pipeline/stylize-video.js';
export type { OnStylizeProgress, StylizeProgress } from './progress.js';
export type { FrameReport, StylizeReport } from './report.js';
export type { TimedImage } from './timed-image.js';
