// Echoes WebSocket messages and obeys the text messages that begin with "do:". GET /closings/ID tells how the connection opened with
// ?id=ID has ended, once it has. Prints "listening on PORT" first.

import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const closings = new Map();

function closingOf(id) {
  if (!closings.has(id)) {
    const closing = {};
    closing.told = new Promise((resolve) => { closing.tell = resolve; });
    closings.set(id, closing);
  }
  return closings.get(id);
}

function obey(socket, order) {
  const [word, ...rest] = order.split(' ');
  switch (word) {
    case 'ping':
      socket.once('pong', (data) => socket.send(`pong: ${data}`));
      socket.ping(rest.join(' '));
      break;
    case 'close':
      socket.close(Number(rest[0]), rest.slice(1).join(' '));
      break;
    case 'terminate':
      socket.terminate();
      break;
    case 'extensions':
      socket.send(socket.extensions);
      break;
    case 'fragments':
      for (let i = 0; i < Number(rest[0]); i++) socket.send(`${i};`, { fin: false });
      socket.send('end', { fin: true });
      break;
    default:
      socket.close(4500, `unknown order ${word}`);
  }
}

const http = createServer(async (request, response) => {
  const id = request.url.match(/^\/closings\/(.+)$/)?.[1];
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(id === undefined ? null : await closingOf(id).told));
});

const sockets = new WebSocketServer({
  server: http,
  perMessageDeflate: { threshold: 0 },
  handleProtocols: (offered) => (offered.has('echo.v2') ? 'echo.v2' : false),
});

sockets.on('connection', (socket, request) => {
  const id = new URL(request.url, 'http://server').searchParams.get('id');
  socket.on('error', () => { /* "close" follows */ });
  socket.on('close', (code, reason) => closingOf(id).tell({ code, reason: reason.toString() }));
  socket.on('message', (data, isBinary) => {
    if (!isBinary && data.subarray(0, 3).toString() === 'do:') obey(socket, data.subarray(3).toString());
    else socket.send(data, { binary: isBinary });
  });
});

http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => console.log(`listening on ${http.address().port}`));
