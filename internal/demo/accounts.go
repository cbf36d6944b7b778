package demo

import (
	"fmt"
	"slices"

	"engagement/account"
)

// mood is how an account behaves.
type mood int

const (
	quiet    mood = iota // hardly a mail opened
	aware                // reads a little, far from any threshold
	engaged              // comes back every week
	warm                 // half of its threshold or more
	ready                // a marketing qualified account
	customer             // has bought and uses the product
	apart                // competitors and partners: read, never qualify
)

// firm is one row of the company's target list. Pace is what its people spend
// in a week, in weighted minutes that count for the MQA, and people how many
// of its contacts do more than read the newsletter.
type firm struct {
	name, label string // label is the domain without .example
	tier        string
	employees   int64
	industry    string
	place       int // index into places
	mood        mood
	pace        float64
	people      int
}

// place is a territory, its owner and where its companies sit.
type place struct {
	territory, owner, country string
}

const ownDomain = "northwind-demo.com"

// Owners are the e-mail addresses of the reps that own the accounts.
func Owners() []string {
	return []string{"ann@" + ownDomain, "ben@" + ownDomain, "chloe@" + ownDomain, "dmitri@" + ownDomain, "emi@" + ownDomain}
}

func places() []place {
	o := Owners()
	return []place{
		{"West", o[0], "US"},
		{"East", o[1], "US"},
		{"Central", o[2], "US"},
		{"EMEA", o[3], "DE"},
		{"EMEA", o[3], "GB"},
		{"APAC", o[4], "JP"},
		{"APAC", o[4], "AU"},
		{"EMEA", o[3], "FR"},
	}
}

// firms are the 72 accounts. The first seven are the ones of the stories; their
// ids are constants of story.go. Every name but the classic placeholders is
// invented.
func firms() []firm {
	return []firm{
		{"Acme Corp", "", "1", 1200, "Manufacturing", 0, warm, 0, 4},
		{"Globex", "", "2", 12000, "Energy", 1, warm, 0, 5},
		{"Initech Systems", "initech-systems", "2", 320, "Software", 2, engaged, 2.6, 3},
		{"Initech Software", "initech-software", "3", 140, "Software", 2, aware, 0.3, 2},
		{"Hartwell Freight", "hartwell-freight", "2", 640, "Logistics", 1, ready, 11, 4},
		{"Pellworth Bank", "pellworth-bank", "1", 420, "Finance", 4, warm, 3.5, 3},
		{"Vantrell Robotics", "vantrell-robotics", "1", 3800, "Manufacturing", 3, ready, 11, 4},

		{"Corvane Energy", "corvane-energy", "1", 5200, "Energy", 0, ready, 10.5, 4},
		{"Lumenhall Health", "lumenhall-health", "1", 780, "Healthcare", 1, ready, 7, 3},
		{"Quillfeather Media", "quillfeather-media", "2", 85, "Media", 4, ready, 7.5, 3},
		{"Tamsin Retail Group", "tamsin-retail", "2", 2400, "Retail", 2, ready, 16, 5},
		{"Brackenridge Mutual", "brackenridge-mutual", "3", 700, "Insurance", 1, ready, 17, 4},
		{"Marlowe Dunmore Partners", "marlowe-dunmore", "2", 210, "Professional services", 4, customer, 8, 4},
		{"Stellanor Logistics", "stellanor-logistics", "1", 1900, "Logistics", 3, customer, 7.5, 4},
		{"Oakhollin Clinics", "oakhollin-clinics", "2", 1500, "Healthcare", 0, customer, 1.2, 3},
		{"Tidemarrow Polymers", "tidemarrow-polymers", "2", 3100, "Manufacturing", 1, customer, 1, 3},
		{"Nordlicht Werke", "nordlicht-werke", "2", 11500, "Manufacturing", 3, customer, 1.5, 3},
		{"Cobaltpine Software", "cobaltpine-software", "3", 260, "Software", 0, customer, 0.8, 3},
		{"Redgrove Foods", "redgrove-foods", "3", 4200, "Retail", 2, customer, 1, 3},
		{"Aoyagi Instruments", "aoyagi-instruments", "3", 900, "Manufacturing", 5, customer, 0.7, 3},

		{"Fernhollow Savings", "fernhollow-savings", "1", 2600, "Finance", 1, warm, 3.9, 3},
		{"Kestrelwing Avionics", "kestrelwing-avionics", "1", 950, "Manufacturing", 0, warm, 2.7, 3},
		{"Silverbirch Telecom", "silverbirch-telecom", "2", 5600, "Telecom", 3, warm, 5.6, 4},
		{"Merrivale University Press", "merrivale-press", "2", 130, "Media", 4, warm, 4.3, 3},
		{"Yarrowfield Biotech", "yarrowfield-biotech", "3", 75, "Healthcare", 0, warm, 4.4, 3},

		{"Dunmoor Shipping", "dunmoor-shipping", "2", 1100, "Logistics", 4, engaged, 2.4, 3},
		{"Halcyon Pumps", "halcyon-pumps", "2", 480, "Manufacturing", 2, aware, 0.3, 3},
		{"Brightmoor Analytics", "brightmoor-analytics", "2", 160, "Software", 0, engaged, 2.2, 3},
		{"Castellane Assurances", "castellane-assurances", "3", 3300, "Insurance", 7, engaged, 3.2, 3},
		{"Wattlebird Mining", "wattlebird-mining", "3", 8800, "Energy", 6, engaged, 3, 3},
		{"Kisaragi Components", "kisaragi-components", "2", 1300, "Manufacturing", 5, aware, 0.3, 3},
		{"Penhallick Diagnostics", "penhallick-diagnostics", "1", 2200, "Healthcare", 1, aware, 0.3, 3},
		{"Thornbury Estates", "thornbury-estates", "3", 340, "Professional services", 4, aware, 0.3, 2},
		{"Solvindra Wind", "solvindra-wind", "2", 720, "Energy", 3, aware, 0.3, 3},
		{"Larkspindle Apparel", "larkspindle-apparel", "3", 560, "Retail", 0, aware, 0.3, 2},
		{"Grantley Payments", "grantley-payments", "2", 890, "Finance", 1, aware, 0.3, 3},

		{"Ashdown Fabrication", "ashdown-fabrication", "3", 230, "Manufacturing", 2, aware, 0.3, 2},
		{"Bellcourt Hotels", "bellcourt-hotels", "3", 6400, "Hospitality", 7, aware, 0.25, 2},
		{"Caldermere Water", "caldermere-water", "2", 1700, "Energy", 4, aware, 0.3, 2},
		{"Dovetarn Cabinets", "dovetarn-cabinets", "", 60, "Manufacturing", 2, aware, 0.2, 1},
		{"Elmsworth Legal", "elmsworth-legal", "3", 190, "Professional services", 1, aware, 0.3, 2},
		{"Fjordline Seafood", "fjordline-seafood", "", 420, "Retail", 3, aware, 0.2, 2},
		{"Glasswater Optics", "glasswater-optics", "3", 310, "Manufacturing", 0, aware, 0.3, 2},
		{"Hinode Logistics", "hinode-logistics", "3", 2900, "Logistics", 5, aware, 0.3, 2},
		{"Ironfrond Timber", "ironfrond-timber", "", 270, "Manufacturing", 6, aware, 0.2, 2},
		{"Juniper Row Cafes", "juniper-row", "", 95, "Hospitality", 0, aware, 0.2, 1},
		{"Kingsmere College", "kingsmere-college", "3", 1250, "Education", 1, aware, 0.25, 2},
		{"Lindqvist Papier", "lindqvist-papier", "3", 830, "Manufacturing", 3, aware, 0.3, 2},
		{"Maplewick Credit Union", "maplewick-credit", "3", 150, "Finance", 2, aware, 0.3, 2},
		{"Northfen Tractors", "northfen-tractors", "2", 2050, "Manufacturing", 2, aware, 0.3, 2},
		{"Orrin Aerospace", "orrin-aerospace", "2", 14500, "Manufacturing", 0, aware, 0.3, 2},
		{"Pinecressel Schools", "pinecressel-schools", "", 640, "Education", 2, aware, 0.2, 2},
		{"Quarrystone Cement", "quarrystone-cement", "3", 3600, "Manufacturing", 7, aware, 0.25, 2},
		{"Rosenhof Apotheken", "rosenhof-apotheken", "3", 520, "Healthcare", 3, aware, 0.3, 2},

		{"Saltmarsh Ferries", "saltmarsh-ferries", "3", 380, "Logistics", 4, quiet, 0, 1},
		{"Tallowmere Chemicals", "tallowmere-chemicals", "3", 1800, "Manufacturing", 1, quiet, 0, 1},
		{"Umberfield Farms", "umberfield-farms", "", 45, "Agriculture", 2, quiet, 0, 1},
		{"Vesper Lane Studios", "vesper-lane", "", 30, "Media", 0, quiet, 0, 1},
		{"Wetherdale Motors", "wetherdale-motors", "3", 980, "Retail", 4, quiet, 0, 1},
		{"Xanthe Cosmetics", "xanthe-cosmetics", "3", 410, "Retail", 7, quiet, 0, 1},
		{"Yarrowtail Diving", "yarrowtail-diving", "", 25, "Hospitality", 6, quiet, 0, 1},
		{"Zephyrine Resorts", "zephyrine-resorts", "", 760, "Hospitality", 0, quiet, 0, 1},
		{"Alderney Glass", "alderney-glass", "2", 590, "Manufacturing", 4, quiet, 0, 1},
		{"Birchmount Rail", "birchmount-rail", "1", 7200, "Logistics", 3, quiet, 0, 1},
		{"Copperline Utilities", "copperline-utilities", "1", 2750, "Energy", 2, quiet, 0, 1},
		{"Driftwisp Publishing", "driftwisp-publishing", "", 70, "Media", 1, quiet, 0, 1},
		{"Eastmarch Surveyors", "eastmarch-surveyors", "", 110, "Professional services", 4, quiet, 0, 1},
		{"Foxhallow Pharmacy", "foxhallow-pharmacy", "3", 1350, "Healthcare", 4, quiet, 0, 1},

		{"Scorewright", "scorewright", "", 180, "Software", 0, apart, 0.4, 2},
		{"Leadlantern", "leadlantern", "", 90, "Software", 1, apart, 0.3, 2},
		{"Havenbridge Consulting", "havenbridge-consulting", "", 350, "Professional services", 2, apart, 0.45, 2},
		{"Orchardwisp Agency", "orchardwisp", "", 40, "Professional services", 4, apart, 0.3, 1},
	}
}

// relations of the accounts that are no prospects.
func relation(f firm) string {
	switch {
	case f.mood == customer:
		return "customer"
	case f.name == "Scorewright" || f.name == "Leadlantern":
		return "competitor"
	case f.name == "Orchardwisp Agency":
		return "agency"
	case f.mood == apart:
		return "partner"
	}
	return ""
}

// accountOf is the firm in the words of package account.
func accountOf(i int, f firm) account.Account {
	at := places()[f.place]
	a := account.Account{
		ID: accountID(i), Name: f.name, Domains: []string{f.label + ".example"}, Tier: f.tier, Industry: f.industry,
		Employees: f.employees, Country: at.country, Territory: at.territory, Owner: at.owner, Relation: relation(f),
	}
	switch a.ID {
	case Acme:
		a.Domains, a.Aliases = []string{"acme.com"}, []string{"Acme Corporation"}
	case Globex:
		a.Domains, a.Aliases = []string{"globex.com"}, []string{"Globex Corporation"}
	}
	a.CRMURL = "https://crm." + ownDomain + "/accounts/" + a.ID
	return a
}

func accountID(i int) string { return fmt.Sprintf("A%03d", i+1) }

// idOf is the id of the account of that name.
func idOf(name string) string {
	return accountID(slices.IndexFunc(firms(), func(f firm) bool { return f.name == name }))
}
