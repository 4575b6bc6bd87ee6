/** One window of a workstation has the line; the others only look on. */
export interface WindowTurn {
  isOurs(): boolean;
  /** Calls back when the turn has come; at once when no other window is there. */
  wait(onOurs: () => void): void;
  release(): void;
}

/** By the browser's own locks: a window that closes, reloads or crashes gives its turn up in that very moment. */
export function createWindowTurn(locks: LockManager, name = 'otklik.line'): WindowTurn {
  let isOurs = false;
  let giveUp = (): void => {};
  return {
    isOurs: () => isOurs,
    wait(onOurs) {
      locks
        .request(name, () => {
          isOurs = true;
          onOurs();
          return new Promise<void>((resolve) => {
            giveUp = resolve;
          });
        })
        // A page that is being closed abandons its request.
        .catch(() => {});
    },
    release() {
      isOurs = false;
      giveUp();
    },
  };
}
