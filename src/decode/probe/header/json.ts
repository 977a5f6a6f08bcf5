/** A stream as ffprobe's JSON has it; which fields are there varies with version and container. */
export interface StreamJson {
  readonly index: number;
  readonly codec_name?: string;
  readonly codec_type?: string;
  readonly codec_tag_string?: string;
  readonly profile?: string;
  readonly width?: number;
  readonly height?: number;
  readonly sample_aspect_ratio?: string;
  readonly pix_fmt?: string;
  readonly color_range?: string;
  readonly color_space?: string;
  readonly color_transfer?: string;
  readonly color_primaries?: string;
  readonly field_order?: string;
  readonly bits_per_raw_sample?: string;
  readonly r_frame_rate?: string;
  readonly avg_frame_rate?: string;
  readonly time_base?: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly bit_rate?: string;
  readonly nb_frames?: string;
  readonly channels?: number;
  readonly channel_layout?: string;
  readonly sample_rate?: string;
  readonly disposition?: Readonly<Record<string, number>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly Readonly<Record<string, unknown>>[];
}

/** A chapter as ffprobe's JSON has it. */
export interface ChapterJson {
  readonly start_time?: string;
  readonly end_time?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The part of ffprobe's output that is read here. */
export interface ProbeJson {
  readonly streams: readonly StreamJson[];
  readonly chapters: readonly ChapterJson[];
  readonly format: {
    readonly format_name?: string;
    readonly start_time?: string;
    readonly duration?: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

/** Checks the outline of what ffprobe printed; a file without streams may come as an empty object. */
export function probeSchema(json: unknown): ProbeJson {
  const { streams = [], chapters = [], format = {} } = (json ?? {}) as Partial<ProbeJson>;
  return { streams, chapters, format };
}
