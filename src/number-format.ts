/**
 * How numbers are written wherever people read them: in the terminal, on the pages, in the report and on the contact
 * sheet. No import, so that pages can use it.
 */

/**
 * `4.5 s`, `45 s`, `2 min 05 s`, `1 h 03 min`.
 *
 * @param rough as exact as a prediction is: `50 s`, `12 min`, `1 h 20 min`
 */
export function duration(seconds: number, { rough = false }: { readonly rough?: boolean } = {}): string {
  if (rough) return roughDuration(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

function roughDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const step = minutes < 300 ? 5 : 30;
  const rounded = step * Math.round(minutes / step);
  return `${Math.floor(rounded / 60)} h${rounded % 60 === 0 ? '' : ` ${rounded % 60} min`}`;
}

/** A time within a clip: `0:05.20`, `1:02:03.5`; the digits tell a frame from its neighbours. */
export function clock(seconds: number, digits = 2): string {
  const rounded = Number(seconds.toFixed(digits));
  const minutes = Math.floor(rounded / 60);
  const rest = (rounded - 60 * minutes).toFixed(digits).padStart(digits ? digits + 3 : 2, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${rest}`;
}

/** Three significant digits without an exponent where that is short: `0.0123`, `4.57`, `1234`, `3.1·10⁻⁵`. */
export function figure(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 0.001) return String(Number(value.toPrecision(3)));
  return scientific(value, 1, '·');
}

/** `3.97 · 10⁻⁴`. */
export function scientific(value: number, digits = 2, times = ' · '): string {
  const [mantissa, exponent] = value.toExponential(digits).split('e');
  return `${mantissa}${times}10${superscript(Number(exponent))}`;
}

/** `10⁻⁴`, `3·10⁻⁴`: for axes, whose values are round. */
export function power(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const digits = Number((value / 10 ** exponent).toPrecision(2));
  return `${digits === 1 ? '' : `${digits}·`}10${superscript(exponent)}`;
}

/** `1 frame`, `2 frames`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A share in whole percent: `87 %`. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** A change in percent with its sign: `+0.30 %`, `−1.20 %`. */
export function signedPercent(share: number): string {
  const text = Math.abs(100 * share).toFixed(2);
  return `${share < 0 && Number(text) !== 0 ? '−' : '+'}${text} %`;
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((digit) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(digit)]).join('');
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}
