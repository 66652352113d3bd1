// What went to the server and came from it: counted in bytes of bodies, without heads, TLS and TCP.

const kept = 60;

export class Traffic extends EventTarget {
  /** The last exchanges, newest first: { number, at, title, method, path, status, sent, received }. An event of the stream is one, without a status. */
  exchanges = [];
  /** Operation → title of the representation → { count, sent, received }: all there were. */
  sums = new Map();
  #count = 0;

  /** Of one exchange. operation: what it is summed up under; title: of the representation; sent and received: bytes. */
  note({ operation, title, method, path, status, sent, received }) {
    this.exchanges.unshift({ number: ++this.#count, at: new Date(), title, method, path, status, sent, received });
    this.exchanges.length = Math.min(this.exchanges.length, kept);
    if (!this.sums.has(operation))
      this.sums.set(operation, new Map());
    const sums = this.sums.get(operation);
    const { count, ...sum } = sums.get(title) ?? { count: 0, sent: 0, received: 0 };
    sums.set(title, { count: count + 1, sent: sum.sent + sent, received: sum.received + received });
    this.dispatchEvent(new Event("change"));
  }
}
