package scoring

import (
	"slices"
	"strings"
	"unicode"
)

// learner reports whether a title says that its person is a student, intern,
// trainee or apprentice: "Marketing Intern", "Student at MIT", "Engineer
// (Intern)". In "Director of Student Services" somebody else is.
func learner(title string) bool {
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(title, " - ", ","), func(r rune) bool {
		return strings.ContainsRune(",;/|()[]\u2013\u2014:", r)
	}) {
		if learns(role(part)) {
			return true
		}
	}
	return false
}

// role is the words of one part of a title, without what follows the first
// preposition and without numbers at the end: "marketing intern" of "Marketing
// Intern 2 at Acme".
func role(part string) []string {
	words := strings.FieldsFunc(strings.ToLower(part), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if i := slices.IndexFunc(words, func(w string) bool {
		return slices.Contains([]string{"at", "of", "in", "for", "with", "from", "to"}, w)
	}); i >= 0 {
		words = words[:i]
	}
	for len(words) > 0 {
		last := words[len(words)-1]
		if strings.Trim(last, "0123456789") != "" && strings.Trim(last, "i") != "" {
			break
		}
		words = words[:len(words)-1]
	}
	return words
}

// learns looks at the noun that a role ends with, and at what it begins with
// where that is the person too: an "Apprentice Electrician" is an apprentice,
// an "Intern Coordinator" is not an intern.
func learns(role []string) bool {
	if len(role) == 0 {
		return false
	}
	first, last := role[0], role[len(role)-1]
	if slices.Contains([]string{"intern", "internship", "student", "trainee", "apprentice", "apprenticeship"}, last) {
		return true
	}
	switch first {
	case "student":
		return len(role) == 2 && slices.Contains([]string{"assistant", "worker", "employee", "researcher", "nurse", "teacher", "volunteer", "ambassador"}, last)
	case "intern", "trainee", "apprentice":
		return !slices.Contains([]string{
			"affairs", "care", "coordinator", "coordination", "development", "engagement", "experience", "mentor", "program", "programme",
			"programs", "programmes", "recruiter", "recruiting", "recruitment", "relations", "scheme", "services", "success", "supervisor",
			"support", "training",
		}, role[1])
	default:
		return false
	}
}
