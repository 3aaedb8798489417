// The floor of the same: a shared worker that sends back what it gets, moves back a buffer with its first byte counted
// up, and ends when it is told to.
onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    const [, content] = data;
    if (content === 'end') return close();
    if (!(content instanceof ArrayBuffer)) return port.postMessage(data);
    new Uint8Array(content)[0]++;
    port.postMessage(data, [content]);
  };
};
