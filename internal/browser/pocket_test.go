package browser_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The folder of a trip in a chaperone's pocket: kept under words of one's own, opened without network, heads counted there,
// the count sent when the network is back, once.
func TestTheFolderIsCarriedWithoutNetwork(t *testing.T) {
	t.Parallel()
	const phrase = "quatre pas vers la Loire"
	school := open(t)
	p, clock := browse(t, school, phone), browse(t, school, desk)
	p.enter(teacher)
	p.visit("/gestion/voyages")
	p.press("Archives départementales")
	p.press("Dossier de départ")
	p.see("Urgence", "112", "8 h 40, sous le préau")
	p.accessible()
	folder := p.path()
	p.worker()
	p.visit(folder)
	p.fill("Votre phrase", "courte")
	p.tap("Garder le dossier")
	p.await("La phrase est trop courte")
	p.fill("Votre phrase", phrase)
	p.tap("Garder le dossier")
	p.await("Le dossier est gardé sur ce téléphone")

	// Nothing readable is on the device.
	kept := read[string](p, `(async () => {
		const base = await new Promise((ok) => { const o = indexedDB.open("openacademie", 1); o.onsuccess = () => ok(o.result); });
		const rows = await new Promise((ok) => { const r = base.transaction("folders").objectStore("folders").getAll(); r.onsuccess = () => ok(r.result); });
		base.close();
		return rows.map((row) => Object.keys(row).sort().join() + " " + new TextDecoder().decode(row.sealed)).join();
	})()`)
	if !strings.HasPrefix(kept, "expires,iv,salt,sealed,title,trip,unsent ") || strings.Contains(kept, "préau") || strings.Contains(kept, "contacts") {
		t.Errorf("kept on the device: %.120q", kept)
	}

	p.visit("/dossier-de-poche")
	p.await("Archives départementales")
	p.accessible()
	p.unreachable(true)
	if err := school.stop(); err != nil {
		t.Fatal(err)
	}
	p.visit("/dossier-de-poche")
	p.await("Archives départementales")
	p.fill("Votre phrase", "ce n’est pas la phrase")
	p.tap("Ouvrir")
	p.await("Cette phrase n’ouvre pas le dossier.")
	p.fill("Votre phrase", phrase)
	p.tap("Ouvrir")
	p.await("8 h 40, sous le préau")
	p.see("112", "Compter les élèves", "0 sur ")
	p.accessible()
	read[any](p, `document.querySelectorAll("fieldset input").forEach((box, i) => { if (i > 0) box.click(); })`)
	p.fill("Où", "Sortie des archives")
	p.tap("Garder ce comptage")
	p.await("1 comptage(s) à envoyer. Pas de réseau")

	school.reopen(t)
	p.unreachable(false)
	p.expect(422)
	p.tap("Envoyer les comptages")
	p.await("L’établissement les refuse") // the trip leaves in three days only
	for range 3 {
		clock.visit("/pratique")
		clock.press("Avancer d’un jour")
	}
	p.tap("Envoyer les comptages")
	p.await("Tous les comptages sont envoyés.")
	p.visit(folder)
	p.see("Sortie des archives", "Absents : ")
	if n := read[int](p, `document.body.innerText.split("Sortie des archives").length - 1`); n != 1 {
		t.Errorf("the count stands %d times", n)
	}

	// Two days after the return it is gone, from the phone too.
	read[any](p, `(async () => {
		const base = await new Promise((ok) => { const o = indexedDB.open("openacademie", 1); o.onsuccess = () => ok(o.result); });
		const folders = base.transaction("folders", "readwrite").objectStore("folders");
		const row = await new Promise((ok) => { const r = folders.getAll(); r.onsuccess = () => ok(r.result[0]); });
		row.expires = Date.now() - 1;
		await new Promise((ok) => { folders.put(row).onsuccess = ok; });
		base.close();
		localStorage.setItem("poche", row.expires);
	})()`)
	p.visit("/dossier-de-poche")
	p.await("Aucun dossier n’est gardé sur cet appareil.")
}

// tap clicks what bears these words and stays on the page.
func (p *page) tap(label string) {
	p.t.Helper()
	p.find(label)
	p.do(chromedp.Click(touched))
}
