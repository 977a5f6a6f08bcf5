import '../../page/theme.css';
import './page.css';
import './stage.css';
import './measured.css';
import type { ClipsFacts } from '../facts/clips-facts.js';
import type { JobFacts } from '../facts/job-facts.js';
import { openClipsPage } from './clips-page.js';
import { openJobPage } from './job-page.js';

async function open(): Promise<void> {
  const answer = await fetch('show.json');
  const facts = (await answer.json()) as ClipsFacts | JobFacts;
  if (facts.kind === 'clips') openClipsPage(facts);
  else openJobPage();
}

open().catch((error: Error) => {
  document.body.textContent = `The page could not be opened: ${error.message}`;
});
