import { ModelError } from '../../../errors.js';

/** A graph whose layers are not VGG's; another network may be in it. */
export class NotVggError extends ModelError {}
