// The floor of a call: a shared worker that sends back what it gets.
onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => port.postMessage(data);
};
