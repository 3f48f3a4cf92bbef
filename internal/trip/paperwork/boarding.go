package paperwork

// boarding is where a pupil eats, as the code of SIECLE says. A label is never read: « EXTERN » starts several of them, and
// schools write their own.
type boarding int

const (
	unknownBoarding boarding = iota
	external
	halfBoard
	byTicket  // pays each meal: nothing to take off
	elsewhere // half-board in another school
	boarder
)

// boardings are in the order of the lists.
var boardings = []boarding{halfBoard, boarder, byTicket, elsewhere, external, unknownBoarding}

var boardingNames = map[boarding]string{
	external: "externe", halfBoard: "demi-pensionnaire", byTicket: "demi-pensionnaire au ticket", elsewhere: "demi-pensionnaire dans un autre établissement",
	boarder: "interne", unknownBoarding: "régime inconnu",
}

func (b boarding) label() string { return boardingNames[b] }

// boardingCodes sorts the codes of SIECLE.
var boardingCodes = map[string]boarding{
	"0": external, "1": external, "2": halfBoard, "6": elsewhere, "21": halfBoard, "22": halfBoard, "23": halfBoard, "24": halfBoard, "25": halfBoard, "26": halfBoard,
	"29": byTicket, "3": boarder, "4": boarder, "5": boarder, "31": boarder, "32": boarder, "33": boarder, "34": boarder, "35": boarder, "36": boarder, "38": boarder, "39": boarder,
}

func boardingOf(code string) boarding { return boardingCodes[code] }

// partOfWeek tells the fixed-price plans of some days a week: the days missed depend on which days.
func partOfWeek(code string) bool {
	return len(code) == 2 && boardingOf(code) != unknownBoarding && code[1] >= '1' && code[1] <= '6'
}
