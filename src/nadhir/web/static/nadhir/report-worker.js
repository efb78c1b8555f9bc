// Keeps the page for telling what happened, so that it opens without a line. Nothing that was written is here.
"use strict";
const KEPT = "nadhir-report-1";
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.add("./")).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const asked = new URL(request.url);
  const page = asked.pathname === new URL("./", self.location).pathname;
  // The page itself and what it is drawn with: answers and pictures are left on no device.
  const drawn = asked.pathname.startsWith("/static/");
  if (request.method !== "GET" || asked.origin !== self.location.origin || !(page || drawn)) return;
  event.respondWith(
    fetch(request)
      .then((answer) => {
        if (answer.ok) {
          const copy = answer.clone();
          caches.open(KEPT).then((kept) => kept.put(page ? "./" : request, copy));
        }
        return answer;
      })
      .catch(() => caches.match(page ? "./" : request).then((kept) => kept || Response.error())),
  );
});
