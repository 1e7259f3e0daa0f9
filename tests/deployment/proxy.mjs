// Stands before a node, and at the next transaction that comes calls out, before or after it has handed it on.

import { createServer } from "node:http";
import { once } from "node:events";

/** `onTransaction(moment)` is called with "before" and "after"; what it answers true to gets no reply. */
export async function proxy(url, onTransaction) {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const sending = body.includes("eth_sendRawTransaction");
    if (sending && onTransaction("before")) return response.destroy();
    const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const text = await answer.text();
    if (sending && onTransaction("after")) return response.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
