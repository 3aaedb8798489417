import { Feed, type Request, settle } from './feed.js';

/** Each request crosses by itself, and is answered by the next frame. */
export class LockStep extends Feed {
  protected readonly hasValues = false;

  protected override request(request: Request): void {
    if (this.isOver) {
      this.requests.push(request);
      return this.settleEnded();
    }
    this.begin();
    try {
      this.source.resume(this.id, request.how, request.value);
    } catch (error) {
      return settle(request, { error });
    }
    this.requests.push(request);
  }

  override item(value: unknown): void {
    const request = this.requests.shift();
    if (request) this.answer(request, value);
  }
}
