/** What the server (or the network) did not let happen: a code for programs, and a sentence for people as the message. */
export class Refusal extends Error {
  constructor(code, message, status, retryAfter) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The server's words as a sentence, with the seconds to wait when they do not say them. */
export function sentence(detail, retryAfter) {
  const words = detail.charAt(0).toUpperCase() + detail.slice(1);
  const whole = /[.!?]$/.test(words) ? words : `${words}.`;
  return retryAfter > 0 && !/try again|wait/i.test(detail) ? `${whole} Try again in ${Math.ceil(retryAfter)} s.` : whole;
}
