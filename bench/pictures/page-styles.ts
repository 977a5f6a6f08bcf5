/** The page's styles. Pictures of a row share the width; each keeps its shape. */
export const PAGE_STYLES = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1b1b; --faint: #6a6a6a; --line: #ddd; --mat: #f1f1f1; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #161616; --ink: #e8e8e8; --faint: #9c9c9c; --line: #363636; --mat: #222; }
}
body { margin: 0; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
h3 { font-size: .95rem; margin: 1rem 0 .3rem; }
p { margin: .4rem 0; max-width: 75rem; }
.faint, figcaption, small { color: var(--faint); }
section, footer { border-top: 1px solid var(--line); padding: 1.2rem 0; }
.pictures { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 512px); gap: .6rem; }
figure { margin: 0; }
figure a { display: block; background: var(--mat); }
figure img { display: block; width: 100%; height: 100%; object-fit: contain; }
figcaption { font-size: .85rem; padding-top: .2rem; }
.wide { overflow-x: auto; margin-top: .7rem; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { padding: .15rem .55rem; text-align: right; font-weight: normal; white-space: nowrap; }
thead th { color: var(--faint); border-bottom: 1px solid var(--line); }
tbody th { text-align: left; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; font-size: .9rem; }
dt { color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 50rem) { .pictures { grid-auto-flow: row; grid-template-columns: 1fr 1fr; } }
`;
