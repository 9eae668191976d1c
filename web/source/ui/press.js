/* A press is ended before what is pressed is drawn anew: else its click would go nowhere. A field that is left by
 * pressing a button changes the question, and so the button, between the two halves of the click. */

/**
 * The act, put off while a finger or button is down.
 * @param {() => void} act
 */
export function unlessPressed(act) {
  let pressed = false;
  let wanted = false;
  function release() {
    if (!pressed) return;
    pressed = false;
    if (!wanted) return;
    wanted = false;
    act();
  }
  addEventListener('pointerdown', () => { pressed = true; }, true);
  /* The click comes after these in the same turn. */
  for (const name of ['pointerup', 'pointercancel']) addEventListener(name, () => { setTimeout(release); }, true);
  /* Let go outside the window. */
  addEventListener('pointermove', (event) => { if (!event.buttons) release(); }, true);
  addEventListener('blur', release);
  return () => {
    if (pressed) wanted = true;
    else act();
  };
}
