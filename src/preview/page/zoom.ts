import type { OnMove } from '../../page/drag.js';

/**
 * The view at 1:1, in which pictures may be larger than the stage and are moved under it. Pictures in layers of one
 * size show the same part.
 *
 * @param plainDrag whether a drag without Shift moves the picture
 */
export function createZoom(stage: HTMLElement, pictures: readonly HTMLElement[], plainDrag: () => boolean) {
  let on = false;
  let pixels = { width: 0, height: 0 };
  /** Where the middle of the picture lies from the middle of its layer, in pixels of the page. */
  let [x, y] = [0, 0];

  const place = () => {
    const [first] = pictures;
    const layer = first?.parentElement?.getBoundingClientRect();
    const [width, height] = [pixels.width / devicePixelRatio, pixels.height / devicePixelRatio];
    const within = (value: number, room: number) => Math.min(room, Math.max(-room, value));
    x = within(x, Math.max(0, (width - (layer?.width ?? 0)) / 2));
    y = within(y, Math.max(0, (height - (layer?.height ?? 0)) / 2));
    for (const { style } of pictures) {
      style.width = on ? `${width}px` : '';
      style.height = on ? `${height}px` : '';
      style.inset = on ? `calc(50% - ${height / 2 - y}px) auto auto calc(50% - ${width / 2 - x}px)` : '';
    }
  };
  const move = (right: number, down: number) => {
    x += right;
    y += down;
    place();
  };

  new ResizeObserver(place).observe(stage);
  stage.addEventListener(
    'wheel',
    (event) => {
      if (!on || event.ctrlKey) return;
      event.preventDefault();
      if (event.shiftKey && event.deltaX === 0) move(-event.deltaY, 0);
      else move(-event.deltaX, -event.deltaY);
    },
    { passive: false },
  );

  return {
    set(next: boolean) {
      on = next;
      [x, y] = [0, 0];
      stage.classList.toggle('actual-size', on);
      place();
    },
    /** How many pixels of its own the picture has. */
    setPixels(width: number, height: number) {
      pixels = { width, height };
      place();
    },
    /** What follows a press of the pointer; undefined where that moves nothing. */
    drag(press: PointerEvent): OnMove | undefined {
      if (!on || !(press.shiftKey || plainDrag())) return undefined;
      let last = press;
      return (event) => {
        move(event.clientX - last.clientX, event.clientY - last.clientY);
        last = event;
      };
    },
  };
}
