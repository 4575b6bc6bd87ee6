/**
 * Marks the moment the caller stands on the screen: in the frame after the DOM took it, `caller-painted:<callId>` goes
 * into the performance timeline and `data-caller-shown` onto the card. The benchmark of the caller's pop-up reads both.
 * @returns takes the mark off the card again, for the next call
 */
export function markPainted(element: HTMLElement | null, callId: string): () => void {
  const frame = requestAnimationFrame(() => {
    performance.mark(`caller-painted:${callId}`);
    element?.setAttribute('data-caller-shown', callId);
  });
  return () => {
    cancelAnimationFrame(frame);
    element?.removeAttribute('data-caller-shown');
  };
}
