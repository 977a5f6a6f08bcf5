/** Switches between light and dark, from what the system has. */
export function toggleTheme(): void {
  const root = document.documentElement;
  const dark = root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  root.dataset.theme = dark === 'dark' ? 'light' : 'dark';
}
