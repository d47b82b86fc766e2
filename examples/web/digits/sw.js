// Keeps what the page is made of, so that it works without a network after its first visit.

const KEPT = 'digits';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// The page says what it is made of once it knows; before that it was not asked through here.
self.addEventListener('message', (event) => {
  const keep = async () => {
    const kept = await caches.open(KEPT);
    await kept.addAll(event.data.keep.map((url) => new Request(url, { cache: 'no-cache' })));
  };
  const answer = (trouble) => event.ports[0].postMessage({ trouble });
  event.waitUntil(keep().then(() => answer(null), (error) => answer(error.message)));
});

/** From the network, for the newest; what is kept if there is none. */
async function find(request) {
  const kept = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.status === 200) await kept.put(request, response.clone());
    return response;
  } catch (error) {
    const response = await kept.match(request, { ignoreSearch: true, ignoreVary: true });
    if (response) return response;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const own = new URL(request.url).origin === self.location.origin;
  if (own && request.method === 'GET') event.respondWith(find(request));
});
