/** A style sheet that a page imports: the bundler collects them into the page's main.css. */
declare module '*.css';
