// Counts over a port of each client's, as far as the client gives credit: what one writes without a library.
onconnect = ({ ports: [port] }) => {
  let next = 0;
  let end = 0;
  port.onmessage = ({ data: { to = end, credit } }) => {
    if (to !== end) [next, end] = [0, to];
    for (; credit > 0 && next < end; credit--)
      port.postMessage({ value: next++, done: next === end });
  };
};
