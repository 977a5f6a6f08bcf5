import { EngineError, ModelError } from '../../errors.js';
import type { Size } from '../../image.js';
import { builtInSize } from './built-in-size.js';
import {
  type ColourRange,
  describeRange,
  fromNetwork,
  ORDERS,
  type OrderName,
  RANGES,
  type RangeName,
} from './colour-range.js';
import { inputDims, networkInput } from './network-input.js';
import type { NetworkOutput } from './network-protocol.js';
import type { NetworkRunner } from './network-runner.js';
import { fault, type Look, look } from './plausible.js';
import { modelAt } from './rewrite-model.js';
import type { StyleNetwork } from './style-network.js';
import { testPicture } from './test-picture.js';

/** What somebody says of a network's colours; `auto` is to be found out. */
export interface SaidColours {
  readonly range: RangeName | 'auto';
  readonly order: OrderName | 'auto';
}

/** What was found out of a network's colours, and how. */
export interface TriedColours {
  readonly colours: ColourRange;
  /** A sentence worth telling. */
  readonly notice: string;
}

/** The size at which the range is tried: no multiple of the sizes that files name. */
const TRIED: Size = { width: 184, height: 152 };

/**
 * Has a network paint a test picture and finds out the range of its values: by what is said, by what the file says, or
 * by which one makes a picture of a picture. Of several the first of 255, 1, signed (or of a network that takes a past
 * frame and its trust, first vgg) is taken, and the notice says so.
 *
 * @throws ModelError where onnxruntime cannot load it, its size is built in, or nothing like a picture comes out
 */
export async function tryColours(
  network: StyleNetwork,
  runner: NetworkRunner,
  said: SaidColours,
): Promise<TriedColours> {
  const { name, channels } = network;
  const order = said.order === 'auto' ? fileSays(network, 'order', ORDERS) : said.order;
  const range = said.range === 'auto' ? fileSays(network, 'range', RANGES) : said.range;
  const usual: readonly RangeName[] =
    channels === 7 ? ['vgg', '255', '1', 'signed'] : ['255', '1', 'signed', 'vgg'];
  await openAt(network, runner, TRIED);
  const looks: { readonly colours: ColourRange; readonly look: Look }[] = [];
  for (const candidate of range === undefined ? usual : [range]) {
    const colours = { range: candidate, order: order ?? (candidate === 'vgg' ? 'bgr' : 'rgb') };
    const painted = await paintTest(network, runner, TRIED, colours);
    looks.push({ colours, look: look(fromNetwork(painted.data, TRIED, colours)) });
  }
  const plausible = looks.filter((one) => fault(one.look) === undefined);
  const [chosen] = plausible;
  if (chosen === undefined) {
    const made = looks
      .slice(0, 2)
      .map((one) => `taken as ${describeRange(one.colours)}, ${fault(one.look)}`)
      .join('; ');
    const advice =
      range === undefined
        ? 'If it is a network for style transfer, say what it takes with `--style-range` and `--style-order`'
        : 'Another `--style-range` may be right';
    throw new ModelError(`Expected ${name} to make a picture of a test picture; ${made}. ${advice}`);
  }
  const { colours } = chosen;
  return { colours, notice: `${name} takes ${describeRange(colours)}: ${why(network, said, plausible)}.` };
}

function why(
  { says }: StyleNetwork,
  said: SaidColours,
  plausible: readonly { readonly colours: ColourRange }[],
): string {
  if (said.range !== 'auto') return 'as `--style-range` says';
  if (says.range !== undefined) return 'as the file says';
  const others = plausible.slice(1).map(({ colours }) => colours.range);
  const found = 'found by painting a test picture';
  // A network in [0,1] makes a picture, if a pale one, when it is read as −1 … 1.
  const rival = others.find((range) => range === '255' || range === '1');
  if (rival === undefined) return `${found}; \`--style-range\` and \`--style-order\` change it`;
  return `${found}, but \`--style-range ${rival}\` makes one as well: try it if the colours are wrong`;
}

/**
 * That a network paints pictures of a size and gives that size back.
 *
 * @throws ModelError where it does not; its cause is the engine's own error
 */
export async function tryAt(
  network: StyleNetwork,
  runner: NetworkRunner,
  size: Size,
  colours: ColourRange,
): Promise<void> {
  await openAt(network, runner, size);
  await paintTest(network, runner, size, colours);
}

async function openAt(network: StyleNetwork, runner: NetworkRunner, size: Size): Promise<void> {
  try {
    await runner.open(modelAt(network, size));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw (await sizeError(network, runner, size, error)) ?? notLoaded(network, error);
  }
}

function notLoaded({ name, opset }: StyleNetwork, error: EngineError): ModelError {
  return new ModelError(
    `${name} (opset ${opset}) cannot be loaded by onnxruntime: ${shortened(error)}`,
    error,
  );
}

async function paintTest(
  network: StyleNetwork,
  runner: NetworkRunner,
  size: Size,
  colours: ColourRange,
): Promise<NetworkOutput> {
  const { name, channels } = network;
  const { width, height } = size;
  const input = networkInput(channels, testPicture(width, height).data, colours);
  let painted: NetworkOutput;
  try {
    painted = await runner.run(input, inputDims(channels, size));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const sized = await sizeError(network, runner, size, error);
    throw (
      sized ?? new ModelError(`${name} fails on a picture of ${width}×${height}: ${shortened(error)}`, error)
    );
  }
  const [batch, planes, rows, columns] = painted.dims;
  if (painted.dims.length !== 4 || batch !== 1 || planes !== 3) {
    throw new ModelError(
      `Expected ${name} to make a picture, [1, 3, ${height}, ${width}], of a picture, got [${painted.dims.join(', ')}]`,
    );
  }
  if (rows !== height || columns !== width) {
    const built = builtInSize(network);
    const cause = built ? `: a size is built into its ${built}` : '';
    throw new ModelError(
      `Expected ${name} to give pictures back in their own size, ${width}×${height}, got ${columns}×${rows}${cause}. ${exportAgain}`,
    );
  }
  return painted;
}

const exportAgain = 'Export it again with dynamic height and width';

/** What to say of a network that runs at its own size and at no other; undefined of any other. */
async function sizeError(
  network: StyleNetwork,
  runner: NetworkRunner,
  size: Size,
  error: EngineError,
): Promise<ModelError | undefined> {
  const { name, channels, ownSize } = network;
  if (ownSize === undefined || (ownSize.width === size.width && ownSize.height === size.height))
    return undefined;
  try {
    await runner.open(modelAt(network, ownSize));
    const { width, height } = ownSize;
    await runner.run(new Float32Array(channels * width * height), inputDims(channels, ownSize));
  } catch (other) {
    if (!(other instanceof EngineError)) throw other;
    return undefined;
  }
  const built = builtInSize(network);
  return new ModelError(
    `${name} paints only pictures of ${ownSize.width}×${ownSize.height}: ` +
      `that size is built into ${built ? `its ${built}` : 'its graph'}. ${exportAgain}`,
    error,
  );
}

/** The first line of what onnxruntime says, of modest length. */
function shortened({ message }: EngineError): string {
  const line = message.split('\n')[0]!.trim();
  return line.length > 300 ? `${line.slice(0, 300)} …` : line;
}

/** @throws ModelError where the file says what we do not know */
function fileSays<Value extends string>(
  { name, says }: StyleNetwork,
  what: 'range' | 'order',
  known: readonly Value[],
): Value | undefined {
  const written = says[what];
  if (written === undefined) return undefined;
  const value = known.find((one) => one === written.toLowerCase());
  if (value !== undefined) return value;
  throw new ModelError(
    `Expected \`nst-video.${what}\` in the metadata of ${name} to be one of ${known.join(', ')}, got ${JSON.stringify(written.slice(0, 40))}`,
  );
}
