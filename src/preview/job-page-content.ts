import { explainedFacts } from '../explain/explained-facts.js';
import type { ExplainedFrame } from '../explain/explained-frame.js';
import type { ObservedFrame, OnPainted } from '../pipeline/observed-frame.js';
import type { FrameProgress, OnStylizeProgress } from '../progress.js';
import {
  type JobEnd,
  type JobEvents,
  type JobFacts,
  type PaintedFacts,
  type PictureKind,
  pictureKinds,
} from './facts/job-facts.js';
import { encodeFlow, encodePicture, encodeReliability } from './pictures.js';
import { RequestedResults } from './results.js';
import { EventChannel } from './server/event-channel.js';
import { bytes, type Content, type PageContent, previewContents } from './server/page-content.js';

/** A page that watches jobs at work, and what feeds it. */
export interface JobPage extends PageContent {
  readonly onProgress: OnStylizeProgress;
  readonly onPainted: OnPainted;
  readonly onExplained: (frame: ExplainedFrame) => void;
  /** Sends the page the end of the jobs; resolves when it has received that and has requested the results. */
  end(end: JobEnd): Promise<void>;
}

/** Between two evaluations that are sent to a page. */
const evaluationMs = 100;
/** Between two of which a page is told. */
const stepsPerNotice = 10;
/** The newest and the one before, which a page may be in the middle of fetching. */
const keptFrames = 2;

/** Events that stand until the next of their kind, in the order in which a page that connects gets them. */
const standingEvents = ['plan', 'frames', 'estimate', 'painted', 'explained', 'stopping', 'end'] as const;
type StandingEvent = (typeof standingEvents)[number];
type Standing = { [Name in StandingEvent]?: JobEvents[Name] | undefined };

interface KeptFrame {
  readonly facts: PaintedFacts;
  readonly frame: ObservedFrame;
  readonly pictures: Map<PictureKind, Promise<Buffer>>;
}

/**
 * Shows jobs while they run. It costs them little: the two newest frames are
 * held, and a picture of them is encoded, on a thread of its own, only when a
 * page asks for it, and then once. A page that cannot keep up misses frames;
 * none are queued.
 *
 * @param stop what the page's stop button does
 */
export async function createJobPage(stop: () => void): Promise<JobPage> {
  const standing: Standing = {};
  let frames: FrameProgress[] = [];
  let kept: KeptFrame[] = [];
  let painted = 0;
  let evaluationSent = 0;
  let evaluatedFrame = -1;
  let counted = 0;
  const requests = new RequestedResults();

  const channel: EventChannel = new EventChannel(() =>
    standingEvents.flatMap((name) => (standing[name] === undefined ? [] : [{ name, data: standing[name] }])),
  );
  const send = <Name extends keyof JobEvents>(name: Name, data: JobEvents[Name]) =>
    channel.send({ name, data });
  /** Sends what a page that connects later must know too. */
  const sendStanding = <Name extends StandingEvent>(name: Name, data: JobEvents[Name]) => {
    standing[name] = data;
    send(name, data);
  };
  const facts: JobFacts = { kind: 'job' };
  const contents = await previewContents('nst-video', facts, channel);

  return {
    onProgress(fact) {
      switch (fact.type) {
        case 'plan':
          [frames, kept] = [[], []];
          standing.frames = standing.estimate = standing.painted = standing.explained = undefined;
          sendStanding('plan', fact);
          return fact.options.filter === undefined ? undefined : send('notice', withoutFilter);
        case 'estimate':
          return sendStanding('estimate', fact);
        case 'evaluation': {
          counted = fact.frame === evaluatedFrame ? counted + 1 : 1;
          evaluatedFrame = fact.frame;
          const now = performance.now();
          if (now - evaluationSent < evaluationMs) return;
          evaluationSent = now;
          return send('evaluation', { ...fact, count: counted });
        }
        case 'fine-tune': {
          if (fact.step % stepsPerNotice !== 0 && fact.step !== fact.steps) return;
          const text = `Fine-tuning for the painting: step ${fact.step} of ${fact.steps}.`;
          return send('notice', { type: 'notice', text });
        }
        case 'frame':
          frames.push(fact);
          standing.frames = frames;
          return send('frames', [fact]);
        case 'notice':
          return send('notice', fact);
        case 'resume':
          return send('notice', {
            type: 'notice',
            text: `Continuing after ${fact.done} frames that were kept.`,
          });
        case 'shot':
        case 'kept':
        case 'done':
          return;
        default:
          fact satisfies never;
      }
    },
    onPainted(frame) {
      painted++;
      const { index, time } = frame;
      const { width, height } = frame.stylized;
      const own: PaintedFacts = { number: painted, index, time, width, height, guided: frame.guide !== null };
      kept = [...kept, { facts: own, frame, pictures: new Map() }].slice(-keptFrames);
      sendStanding('painted', own);
    },
    onExplained(frame) {
      const job = standing.plan;
      // A page without its maps is no reason to stop painting.
      void explainedFacts(frame).then(
        (explained) => job === standing.plan && sendStanding('explained', explained),
        () => {},
      );
    },
    async end(how) {
      const listening = channel.listeners > 0;
      sendStanding('end', how);
      await channel.end();
      for (const [n, { fetched }] of how.results.entries())
        if (fetched && listening) await requests.requested(n);
    },
    actions: {
      stop() {
        sendStanding('stopping', {});
        stop();
      },
    },
    async find(path) {
      const [, result] = /^result\/(\d{1,4})$/.exec(path) ?? [];
      if (result !== undefined) return resultOf(standing.end, Number(result), requests);
      const [, what = '', number = ''] = /^picture\/([a-z]+)\/(\d{1,12})$/.exec(path) ?? [];
      const found = kept.find(({ facts }) => facts.number === Number(number));
      const kind = pictureKinds.find((known) => known === what);
      return found && kind ? pictureOf(found, kind) : contents.get(path);
    },
  };
}

/** Of jobs whose frames FFmpeg changes on their way into the file. */
const withoutFilter = {
  type: 'notice',
  text: 'Frames are shown here without `--filter`, which FFmpeg applies when it writes the file.',
} as const;

function resultOf(ended: JobEnd | undefined, n: number, requests: RequestedResults): Content | undefined {
  const result = ended?.results[n];
  if (!result?.fetched) return undefined;
  requests.markRequested(n);
  return { kind: 'file', path: result.path };
}

async function pictureOf({ frame, pictures }: KeptFrame, kind: PictureKind): Promise<Content | undefined> {
  const type = kind === 'stylized' || kind === 'source' ? 'image/jpeg' : 'image/png';
  let body = pictures.get(kind);
  if (body === undefined) {
    if (kind === 'stylized') body = encodePicture(frame.finished());
    else if (kind === 'source') body = encodePicture(frame.source);
    else if (frame.guide === null) return undefined;
    else {
      const { flow, reliability } = frame.guide();
      body = kind === 'flow' ? encodeFlow(flow) : encodeReliability(reliability);
    }
    pictures.set(kind, body);
  }
  return bytes(type, await body);
}
