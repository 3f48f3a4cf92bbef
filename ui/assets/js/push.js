// Notifications on this device, asked for by a gesture on the button. Every outcome is said in words.
const onIOS = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
const standalone = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

export async function prepare(box, said) {
  const [on, off, says] = ["push-subscribe", "push-unsubscribe", "push-says"].map((name) => box.querySelector(`[data-${name}]`));
  const say = (text) => { says.textContent = said(text); };
  const show = (subscribed) => { on.hidden = subscribed; off.hidden = !subscribed; };
  box.hidden = false;

  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    on.hidden = true;
    say(onIOS && !standalone
      ? "Sur iPhone et iPad, les notifications demandent d’abord d’ajouter ce service à l’écran d’accueil : bouton Partager, puis « Sur l’écran d’accueil ». Ouvrez-le ensuite par son icône."
      : "Ce navigateur ne sait pas recevoir de notifications. Vos messages arrivent par e-mail.");
    return;
  }

  const current = async () => (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription();
  show(Boolean(await current()));
  if (Notification.permission === "denied") say(DENIED);

  on.onclick = () => busy(on, async () => {
    if (await Notification.requestPermission() !== "granted") return say(Notification.permission === "denied" ? DENIED : "Rien n’est changé : vous n’avez pas donné votre accord.");
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(on.dataset.publicKey) });
    const { endpoint, keys } = subscription.toJSON();
    if (!await post(on.dataset.action, { endpoint, p256dh: keys.p256dh, auth: keys.auth })) {
      await subscription.unsubscribe();
      return say("L’établissement n’a pas pu enregistrer cet appareil. Réessayez dans un moment.");
    }
    show(true);
    say("C’est noté : cet appareil sera prévenu.");
    off.focus();
  });

  off.onclick = () => busy(off, async () => {
    const subscription = await current();
    if (subscription) {
      await post(off.dataset.action, { endpoint: subscription.endpoint });
      await subscription.unsubscribe();
    }
    show(false);
    say("Cet appareil ne sera plus prévenu. Vos messages arrivent par e-mail.");
    on.focus();
  });

  async function busy(button, work) {
    button.disabled = true;
    say("Un instant…");
    try {
      await work();
    } catch {
      say("Le navigateur n’a pas pu joindre son service de notifications. Vérifiez le réseau, puis réessayez.");
    }
    button.disabled = false;
  }
}

const DENIED = "Les notifications sont bloquées pour ce site dans les réglages du navigateur. Vous pouvez les y autoriser ; sinon vos messages arrivent par e-mail.";

async function post(url, fields) {
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(fields), credentials: "same-origin", redirect: "manual" });
  return answer.ok; // a redirection leads to the sign-in page: nothing was noted
}

// bytes reads the school's public key, base64url.
function bytes(key) {
  const text = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
