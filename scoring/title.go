package scoring

import (
	"strings"
	"unicode"

	"engagement/account"
)

// Other is the department of a title that names none.
const Other = "Other"

// RoleOf reads the level and department of a person. What the CRM says wins.
//
// Titles are cut into words before any rule looks at them: a substring search
// finds "cto" in "director" and "coo" in "coordinator".
func RoleOf(title, crmLevel, crmDepartment string) account.Role {
	words := titleWords(title)
	role := account.Role{Level: levelOf(words), Department: departmentOf(words)}
	if role.Department == Other && (role.Level == account.CLevel) {
		role.Department = "Executive"
	}
	if level, ok := parseLevel(crmLevel); ok {
		role.Level = level
	}
	if d := strings.TrimSpace(crmDepartment); d != "" {
		role.Department = d
	}
	return role
}

// parseLevel accepts our own words for levels and the usual CRM ones.
func parseLevel(s string) (account.Level, bool) {
	switch strings.ToLower(strings.TrimSpace(strings.NewReplacer("-", "_", " ", "_").Replace(s))) {
	case "c_level", "c_suite", "cxo", "executive":
		return account.CLevel, true
	case "vp", "vice_president":
		return account.VP, true
	case "director":
		return account.Director, true
	case "manager":
		return account.Manager, true
	case "contributor", "individual_contributor", "ic", "staff", "non_manager":
		return account.Contributor, true
	case "unknown":
		return account.UnknownRank, true
	case "excluded":
		return account.Excluded, true
	}
	return "", false
}

// title is a job title as lower-case words; upper marks the words that were
// written in capitals, which is how "IT" is told from "it".
type titleText struct {
	words []string
	upper []bool
	joint string // the words with single spaces, one at each end
	learn bool   // the person's own role is to learn: a student, an intern
}

// titleWords normalises spelling variants and cuts a title into words.
func titleWords(title string) titleText {
	learn := learner(title)
	title = strings.NewReplacer("&", " and ", "V.P.", "VP", "v.p.", "vp", "C.E.O.", "CEO", "C.T.O.", "CTO", "C.F.O.", "CFO", "'", "", "’", "").Replace(title)
	fields := strings.FieldsFunc(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+' && r != '#' })
	t := titleText{learn: learn}
	for _, f := range fields {
		lower := strings.ToLower(f)
		if full, ok := abbreviations[lower]; ok {
			for word := range strings.FieldsSeq(full) {
				t.words, t.upper = append(t.words, word), append(t.upper, false)
			}
			continue
		}
		t.words, t.upper = append(t.words, lower), append(t.upper, f == strings.ToUpper(f))
	}
	t.joint = " " + strings.Join(t.words, " ") + " "
	for _, r := range [][2]string{
		{" vice president ", " vp "},
		{" vicepresident ", " vp "},
		{" vice presidents ", " vp "},
		{" co founder ", " founder "},
		{" cofounder ", " founder "},
		{" non executive ", " nonexecutive "},
	} {
		t.joint = strings.ReplaceAll(t.joint, r[0], r[1])
	}
	return t
}

// abbreviations are spelled out before any rule looks at a word.
var abbreviations = map[string]string{
	"mgr": "manager", "mngr": "manager", "dir": "director", "pres": "president", "sr": "senior", "jr": "junior",
	"eng": "engineer", "engr": "engineer", "mktg": "marketing", "ops": "operations", "dev": "developer",
	"exec": "executive", "asst": "assistant", "admin": "administrator", "tech": "technology", "acct": "account",
	"mgmt": "management", "coord": "coordinator", "svp": "vp", "evp": "vp", "avp": "vp", "rvp": "vp", "gm": "general manager",
}

func (t titleText) has(words ...string) bool {
	for _, w := range words {
		if strings.Contains(t.joint, " "+w+" ") {
			return true
		}
	}
	return false
}

// levelOf applies the ordered rules: the first that matches decides.
func levelOf(t titleText) account.Level {
	switch {
	case len(t.words) == 0:
		return account.UnknownRank
	case t.learn || t.has("retired", "former", "formerly", "ex"):
		return account.Excluded
	case t.has("assistant to", "office of", "secretary to", "executive assistant", "personal assistant", "assistant", "secretary") && !t.has("vp", "chief") &&
		!t.has("assistant manager", "assistant director", "assistant vp", "company secretary", "assistant professor"):
		return account.Contributor
	case t.has("board member", "board of directors", "member of the board", "board director", "nonexecutive director", "chairman", "chairwoman", "chairperson", "board"):
		return account.CLevel
	case t.has("vp") && !t.has("ceo", "chief executive officer"):
		return account.VP
	case t.has("chief of staff", "chief architect", "chief engineer", "chief scientist", "chief editor"):
		return account.Director
	case t.chiefOfficer():
		return account.CLevel
	case t.has("director", "head of", "head", "directors", "principal director"):
		return account.Director
	case t.has("manager", "managers", "leader", "supervisor", "managing", "foreman", "superintendent"), t.leads():
		return account.Manager
	default:
		return account.Contributor
	}
}

// leads reports whether the person leads, which nobody does by generating
// leads.
func (t titleText) leads() bool {
	return strings.Contains(strings.ReplaceAll(t.joint, " lead generation ", "  "), " lead ")
}

// chiefOfficer finds C-level titles.
func (t titleText) chiefOfficer() bool {
	for _, w := range t.words {
		if len(w) == 3 && w[0] == 'c' && w[2] == 'o' || len(w) == 4 && w[0] == 'c' && w[3] == 'o' && (w == "ciso" || w == "cdao" || w == "chro") || w == "chro" {
			return true
		}
	}
	if t.has("chief") && t.has("officer") {
		return true
	}
	if t.has("owner") && !t.has("product owner", "process owner", "service owner", "data owner", "system owner", "business owner of") {
		return true
	}
	return t.has("founder", "chair", "president", "managing partner", "general partner", "proprietor", "entrepreneur")
}

// department rules, in order: the first whose words occur decides. Words that
// several departments share stand with the more telling one first.
var departments = []struct {
	name  string
	words []string
}{
	{"HR", []string{"hr", "human resources", "people operations", "talent", "recruiter", "recruiting", "recruitment", "payroll", "chro", "head of people", "people and culture", "training", "learning"}},
	{"Legal", []string{"legal", "counsel", "lawyer", "attorney", "compliance", "paralegal", "solicitor", "privacy"}},
	{"Procurement", []string{"procurement", "purchasing", "buyer", "sourcing", "purchaser", "vendor management", "category manager"}},
	{"Finance", []string{"finance", "financial", "accounting", "accountant", "controller", "treasurer", "treasury", "cfo", "audit", "auditor", "tax", "bookkeeper", "fp a", "fpanda", "investment", "banking", "banker", "actuary"}},
	{"Marketing", []string{"marketing", "cmo", "brand", "content", "seo", "demand generation", "communications", "pr", "public relations", "social media", "growth", "advertising", "copywriter", "media"}},
	{"Sales", []string{"sales", "account executive", "account manager", "business development", "bdr", "sdr", "revenue", "cro", "key account", "presales", "inside sales", "commercial", "partnerships", "territory manager"}},
	{"Customer", []string{"customer", "support", "success", "service desk", "client services", "client"}},
	{"Product", []string{"product", "cpo", "ux", "ui", "user experience", "designer", "design"}},
	{"IT", []string{"information technology", "cio", "ciso", "systems administrator", "system administrator", "network", "infrastructure", "help desk", "helpdesk", "information security", "security", "database administrator", "dba", "cyber", "cybersecurity", "erp", "sap", "it manager", "it director", "it department", "sysadmin", "information systems"}},
	{"Engineering", []string{"engineering", "engineer", "developer", "software", "cto", "devops", "architect", "data scientist", "programmer", "technology", "technical", "qa", "research", "r and d", "data", "scientist", "machine learning", "sre", "frontend", "backend", "full stack", "quality assurance", "web", "analytics"}},
	{"Operations", []string{"operations", "coo", "logistics", "supply chain", "manufacturing", "production", "plant", "warehouse", "facilities", "project manager", "program manager", "quality", "office manager", "maintenance", "construction"}},
	{"Executive", []string{"ceo", "chief executive officer", "founder", "owner", "president", "chairman", "managing director", "general manager", "chair", "board", "board member", "managing partner", "general partner"}},
}

// departmentOf names the first department whose words occur in the title.
func departmentOf(t titleText) string {
	for i, w := range t.words {
		if w == "it" && t.upper[i] && len(t.words) > 0 {
			return "IT"
		}
	}
	for _, d := range departments {
		if t.has(d.words...) {
			return d.name
		}
	}
	return Other
}
