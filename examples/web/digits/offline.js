// Has the browser keep what the page is made of.

/** Keeps this page and all that it loaded, here and in its workers; says whether that worked. */
export async function worksOffline(loadedByWorkers) {
  if (!('serviceWorker' in navigator)) return false;
  try {
    await navigator.serviceWorker.register('./sw.js');
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
    const own = [location.href.split(/[?#]/)[0], ...loaded, ...loadedByWorkers]
      .filter((url) => new URL(url).origin === location.origin);
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
    active.postMessage({ keep: [...new Set(own)] }, [port2]);
    const { trouble } = await answer;
    if (trouble) console.warn(`not kept for later: ${trouble}`);
    return !trouble;
  } catch (error) {
    // Private windows, say, keep nothing. The page works all the same.
    console.warn(`not kept for later: ${error.message}`);
    return false;
  }
}
