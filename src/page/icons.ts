const paths = {
  play: 'M7 4.5v15l13-7.5z',
  pause: 'M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z',
  back: 'M5 5h2.5v14H5zM20 5v14L9 12z',
  forward: 'M16.5 5H19v14h-2.5zM4 5v14l11-7z',
  loop: 'M17 2.5 21.5 7 17 11.5V8H8a3.5 3.5 0 0 0-3.5 3.5V13H2.500v-1.500A5.500 5.500 0 0 1 8 6h9zM7 21.500 2.500 17 7 12.500V16h9a3.500 3.500 0 0 0 3.500-3.500V11h2v1.500A5.500 5.500 0 0 1 16 18H7z',
  sound:
    'M3 9v6h4l5 4.500V4.500L7 9zM15 8.500a4.500 4.500 0 0 1 0 7zM15 4.500a8 8 0 0 1 0 15v-2.200a6 6 0 0 0 0-10.600z',
  muted:
    'M3 9v6h4l5 4.500V4.500L7 9zM15.400 8.100 21.900 14.600l-1.300 1.300-6.500-6.500zM20.600 8.100l1.300 1.300-6.500 6.500-1.300-1.300z',
  theme: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2v14a7 7 0 0 0 0-14z',
  stop: 'M6 6h12v12H6z',
} as const;

/** An icon's name. */
export type Icon = keyof typeof paths;

/** A drawing of 24 units in the colour of its text; it says nothing to a screen reader. */
export function icon(name: Icon): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', paths[name]);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
