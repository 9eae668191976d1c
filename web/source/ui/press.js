/* A press is ended before what is pressed is drawn anew: else its click would go nowhere. A field that is left by
 * pressing a button changes the question, and so the button, between the two halves of the click. Nor is a field drawn
 * anew while somebody writes in it: an answer that comes meanwhile would take the words away. */

const written = ['text', 'number', 'date', 'password'];

/** @param {EventTarget | null} element @returns {HTMLInputElement | HTMLTextAreaElement | null} a field whose words count when it is left */
function fieldOf(element) {
  if (element instanceof HTMLTextAreaElement) return element;
  return element instanceof HTMLInputElement && written.includes(element.type) ? element : null;
}

/** Whether somebody writes: what the field says is not yet anybody else's business. */
function isWriting() {
  const field = fieldOf(document.activeElement);
  return field !== null && field.value !== field.defaultValue;
}

/**
 * The act, put off while a finger or button is down, or a field is written in.
 * @param {() => void} act
 */
export function unlessPressed(act) {
  let pressed = false;
  let wanted = false;
  function release() {
    if (pressed || !wanted || isWriting()) return;
    wanted = false;
    act();
  }
  function letGo() {
    pressed = false;
    release();
  }
  addEventListener('pointerdown', () => { pressed = true; }, true);
  /* The click comes after these in the same turn. */
  for (const name of ['pointerup', 'pointercancel']) addEventListener(name, () => { setTimeout(letGo); }, true);
  /* Let go outside the window. */
  addEventListener('pointermove', (event) => { if (!event.buttons) letGo(); }, true);
  addEventListener('blur', letGo);
  addEventListener('change', ({target}) => {
    const field = fieldOf(target);
    if (field) field.defaultValue = field.value;
  }, true);
  for (const name of ['change', 'focusout']) addEventListener(name, () => { setTimeout(release); }, true);
  return () => {
    if (pressed || isWriting()) wanted = true;
    else act();
  };
}
