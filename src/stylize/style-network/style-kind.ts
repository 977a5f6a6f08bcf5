import { extname } from 'node:path';
import { InputError } from '../../errors.js';
import { readHead } from '../../files/read-head.js';
import { isOnnx } from '../network/onnx/onnx-weights.js';

/** What is given as a style: a picture, to be painted after, or a network that paints one style. */
export type StyleKind = 'picture' | 'network';

/** What networks are kept in that we do not read. */
const OTHER_NETWORKS = [
  '.pth',
  '.pt',
  '.ckpt',
  '.t7',
  '.safetensors',
  '.pb',
  '.tflite',
  '.h5',
  '.keras',
  '.caffemodel',
];

/**
 * What the file given as a style is, by its first bytes and its name. A file that cannot be read counts as a picture:
 * others say what is wrong with it.
 *
 * @throws InputError for a network in a format that we do not read
 */
export async function styleKind(path: string): Promise<StyleKind> {
  const extension = extname(path).toLowerCase();
  const head = await readHead(path, 16).catch(() => undefined);
  if (head === undefined) return 'picture';
  if (OTHER_NETWORKS.includes(extension)) {
    throw new InputError(
      `Expected the style to be a picture or an ONNX file, got \`${path}\`: networks in other formats are not run. ` +
        'Export it, for instance with `torch.onnx.export`',
    );
  }
  return isOnnx(head, path) ? 'network' : 'picture';
}
