package trip_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/trip"
)

// The vectors of docs: anybody gets the same with sha256sum and sort.
func TestAKnownDraw(t *testing.T) {
	t.Parallel()
	const seed = "graine-de-test"
	if got := trip.SeedDigest(seed); got != "99b4cab3cd90eb6bc08db0c198648101f17db2222bf729eb00d4509ef14494f0" {
		t.Errorf("digest %s", got)
	}
	want := strings.Fields("C3 A1 B2 E5 D4")
	if got := trip.Replay(seed, strings.Fields("A1 B2 C3 D4 E5")); !slices.Equal(got, want) {
		t.Errorf("order %v", got)
	}
	if got := trip.Replay(seed, nil); len(got) != 0 {
		t.Errorf("nobody entered and %v came out", got)
	}
}

// The command that families read gives the order of the program.
func TestTheCommandReplaysTheDraw(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("no sha256sum here")
	}
	codes := strings.Fields("0A1B2C3D4E 99AABBCCDD 1234567890 ABCDEF0123 0000000001")
	command := strings.Replace(trip.ReplayCommand("5eed"), "< codes.txt", "", 1)
	shell := exec.Command("sh", "-c", "cat | "+command)
	shell.Stdin = strings.NewReader(strings.Join(codes, "\n") + "\n")
	out, err := shell.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(out)) {
		got = append(got, strings.Fields(line)[1])
	}
	if want := trip.Replay("5eed", codes); !slices.Equal(got, want) {
		t.Errorf("the shell says %v, the program %v", got, want)
	}
}

// Same seed, same order, however the codes are given; nobody is lost and nobody comes twice.
func TestADrawDependsOnItsSeedAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.StringMatching(`[0-9a-f]{64}`).Draw(t, "seed")
		codes := rapid.SliceOfDistinct(rapid.StringMatching(`[0-9A-F]{10}`), rapid.ID[string]).Draw(t, "codes")
		shuffled := rapid.Permutation(codes).Draw(t, "shuffled")
		a, b := trip.Replay(seed, codes), trip.Replay(seed, append(shuffled, shuffled...))
		if !slices.Equal(a, b) {
			t.Fatalf("%v then %v", a, b)
		}
		if !slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(codes))) {
			t.Fatalf("%v entered, %v came out", codes, a)
		}
	})
}

// Over many seeds each of four pupils comes first about as often: the bounds are five standard deviations.
func TestADrawFavoursNobody(t *testing.T) {
	t.Parallel()
	codes := strings.Fields("AAAAAAAAAA BBBBBBBBBB CCCCCCCCCC DDDDDDDDDD")
	const draws = 8000
	first := map[string]int{}
	for i := range draws {
		first[trip.Replay(trip.SeedDigest("graine "+strings.Repeat("x", i%97)+string(rune('0'+i/97))), codes)[0]]++
	}
	for _, c := range codes {
		if n := first[c]; n < draws/4-194 || n > draws/4+194 {
			t.Errorf("%s came first %d times in %d", c, n, draws)
		}
	}
}
