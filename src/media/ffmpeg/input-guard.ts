import { resolve } from 'node:path';
import { InputError } from '../../errors.js';

/**
 * FFmpeg's names of the demuxers that read one file and open no other: containers,
 * bare streams, subtitles, and single pictures, which are handed on to sharp. Left
 * out is what names further files or addresses (`hls`, `dash`, `concat`, `imf`, `sdp`,
 * `image2` with its patterns, `mlv`, `vobsub`), devices, `lavfi`, and text drawn as a picture (`tty`).
 */
const DEMUXERS = `
  mov matroska avi mpegts mpegtsraw mpeg flv live_flv ogg asf asf_o wtv mxf gxf lxf nut ivf rm ivr dv dhav pva
  pmp nsv nuv kux swf roq bink smk flic 4xm ea film_cpk vivo mv mtv wc3movie idcin ipmovie smjpeg smush thp
  bethsoftvid vmd yuv4mpegpipe cine ty ifv moflex ser h261 h263 h264 hevc vvc evc av1 obu vc1 vc1test cavsvideo
  avs2 avs3 avs m4v mpegvideo mjpeg mjpeg_2000 dnxhd dirac ingenient ipu apv gif apng jpegxl_anim webp_anim
  mgsts v210 v210x frm iv8 lmlm4 rpl rl2 nc r3d mvi wav w64 aiff caf au mp3 aac ac3 ac4 eac3 dts dtshd mlp
  truehd flac ape tak tta wv mpc mpc8 shn amr amrnb amrwb oma aea qcp spdif loas dsf iff voc gsm sbc aptx
  aptx_hd adx xwma iec61883 iamf osq rka ass srt webvtt sup scc mcc microdvd mpl2 subviewer subviewer1 sami stl
  lrc dvbsub dvbtxt jacosub aqtitle pjs realtext mpsub vplayer bmp_pipe cri_pipe dds_pipe dpx_pipe exr_pipe
  gem_pipe gif_pipe hdr_pipe j2k_pipe jpeg_pipe jpegls_pipe jpegxl_pipe jpegxs_pipe pam_pipe pbm_pipe pcx_pipe
  pfm_pipe pgm_pipe pgmyuv_pipe pgx_pipe phm_pipe photocd_pipe pictor_pipe png_pipe ppm_pipe psd_pipe qdraw_pipe
  qoi_pipe sgi_pipe sunrast_pipe tiff_pipe vbn_pipe webp_pipe xbm_pipe xpm_pipe xwd_pipe ico fits
`
  .trim()
  .split(/\s+/);

/** What an address may be besides, where addresses are allowed: streams in pieces, each with an address of its own. */
const STREAMS = ['hls', 'applehttp', 'dash'];

/** A local file as FFmpeg must be told it, whatever its name looks like. */
export function fileUrl(path: string): string {
  return `file:${resolve(path)}`;
}

/**
 * Input options that bound what FFmpeg or ffprobe may open. For the demuxers that they may choose by what lies in
 * the file: those that open nothing else, or the one that `options` names. From a file or a pipe, no address.
 *
 * @param source as it stands behind `-i`: `file:…`, `pipe:…`, or an address that the user allowed
 */
export function inputGuard(source: string, options: readonly string[] = []): string[] {
  const local = /^(?:file|pipe):/.test(source);
  const named = options.includes('-f') ? options[options.lastIndexOf('-f') + 1] : undefined;
  const demuxers = named !== undefined ? [named] : local ? DEMUXERS : [...DEMUXERS, ...STREAMS];
  const protocols = local ? ['-protocol_whitelist', 'file,pipe'] : [];
  return [...protocols, '-format_whitelist', demuxers.join(',')];
}

/** What FFmpeg prints where a file is of a kind that {@link inputGuard} leaves out. */
const REFUSED = /Format not on whitelist/;

/** What starts so is no media file but a list of some. */
const LISTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*#EXTM3U/, 'an HLS playlist'],
  [/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<MPD\b/, 'a DASH manifest'],
  [/^\s*ffconcat\b/, 'a concat list'],
  [/^\s*v=0\s/, 'a session description (SDP)'],
  [/<(?:\w+:)?CompositionPlaylist\b/, 'an IMF playlist'],
];

/**
 * The error for a file that FFmpeg was not allowed to open as what it is, or that is
 * a list which it did not take for one; `undefined` where it failed for another reason.
 *
 * @param stderr what FFmpeg printed
 * @param head the file's first bytes, as Latin-1
 */
export function refusedInput(path: string, stderr: string, head: string): InputError | undefined {
  const text = head.replace(/^\u00ef\u00bb\u00bf/, ''); // a byte order mark
  const list = LISTS.find(([pattern]) => pattern.test(text))?.[1];
  if (list !== undefined) {
    return new InputError(
      `\`${path}\` is ${list}, which can open other files and URLs: expected a media file`,
    );
  }
  if (!REFUSED.test(stderr)) return undefined;
  return new InputError(
    `\`${path}\` is not in a supported format: expected a media file such as MP4, MOV, MKV or AVI, or a picture`,
  );
}
