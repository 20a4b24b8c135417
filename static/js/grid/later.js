// Work that must not stand between a key and the frame that shows it.

const PAUSE = 150;
const LONGEST_PAUSE = 600;

// After the next frame is painted.
export function afterFrame(work) {
  requestAnimationFrame(() => setTimeout(work));
}

// Returns a function that has `work` done once the keys pause, and while they do not, now and then.
export function inAPause(work) {
  let timer = null;
  let since = 0;
  return () => {
    const now = performance.now();
    if (timer === null) since = now;
    clearTimeout(timer);
    const act = () => {
      timer = null;
      work();
    };
    timer = setTimeout(act, Math.max(0, Math.min(PAUSE, since + LONGEST_PAUSE - now)));
  };
}
