/** `0:05.20`, `1:02:03.5`; the digits tell a frame from its neighbours. */
export function clock(seconds: number, digits = 2): string {
  const rounded = Number(seconds.toFixed(digits));
  const whole = Math.floor(rounded);
  const rest = (rounded - 60 * Math.floor(rounded / 60))
    .toFixed(digits)
    .padStart(digits ? digits + 3 : 2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** `45 s`, `2 min 05 s`, `1 h 03 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (n: number) => String(n).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** Three significant digits without an exponent where that is short: `0.0123`, `4.57`, `1234`, `3.1·10⁻⁵`. */
export function figure(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 0.001) return String(Number(value.toPrecision(3)));
  const [mantissa, exponent = ''] = value.toExponential(1).split('e');
  const raised = [...exponent.replace('+', '')]
    .map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]))
    .join('');
  return `${mantissa}·10${raised}`;
}
