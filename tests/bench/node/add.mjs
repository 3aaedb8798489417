// The task of Piscina and Tinypool.
export default ({ a, b }) => a + b;
