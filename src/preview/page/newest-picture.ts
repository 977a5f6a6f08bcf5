/** Loads a picture, so that it can be shown at once; rejects where there is none. */
export async function loadPicture(address: string): Promise<string> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return picture.src;
}

/**
 * Runs an update whenever that is asked for, one at a time: what is asked for during a run follows once, after it. So
 * pictures keep up with a playing clip as well as they can.
 */
export function oneAtATime(update: () => Promise<void>): () => void {
  let wanted = false;
  let busy = false;
  return async () => {
    wanted = true;
    if (busy) return;
    busy = true;
    while (wanted) {
      wanted = false;
      await update();
    }
    busy = false;
  };
}
