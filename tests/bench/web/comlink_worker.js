// The same through Comlink.
import { expose } from '/comlink/comlink.mjs';

onconnect = ({ ports: [port] }) => expose({ add: (a, b) => a + b }, port);
