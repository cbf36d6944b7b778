package demo

import (
	"fmt"
	"strings"

	"engagement/account"
)

// headcount is how many contacts the company knows.
const headcount = 640

func firstNames() []string {
	return strings.Fields(`Amara Anders Anika Arjun Astrid Bastien Beatrix Bjorn Camille Carlos Cecily Dalia Dariusz Delphine Desmond
Edda Eliot Esme Farah Felix Fiona Gideon Greta Hamish Hana Hugo Ida Imran Ines Isak Jana Joaquin Jonas Josie Kaito Karim
Katya Kofi Lars Leila Lorcan Lucia Magnus Malik Mara Mateo Meera Mina Nadia Naoki Nell Nikhil Nora Olga Omar Oskar Paloma
Pavel Petra Quentin Rafael Renata Rhys Rosa Ruben Sabine Samira Santiago Selma Soren Tamsin Tariq Theo Tova Ulla Uma Viktor
Wanda Willem Xavier Yara Yusuf Zelda Zoran`)
}

func lastNames() []string {
	return strings.Fields(`Abernathy Achterberg Adeyemi Albrecht Almeida Andersson Aoki Bakshi Baptiste Bergstrom Bianchi Blackwood Brandt
Calloway Castellano Chaudhry Clearwater Costa Dahl Delacroix Dhillon Dombrowski Eastman Eriksen Fairbanks Falk Ferreira Fontaine
Gallagher Gerhardt Goswami Granger Haddad Hartmann Hawthorne Hideaki Holloway Ibarra Ishikawa Jankowski Jarvinen Kaminski Kapoor
Keating Kimura Kowalczyk Lachance Langford Larsson Lindgren Lockwood Madsen Maroun Mbeki McAllister Mercado Moreau Nakagawa
Nkemelu Norwood Oduya Okafor Olsen Ortega Pemberton Petrov Quigley Ramaswamy Reinholt Romero Sandoval Schuster Sinclair Sorensen
Takeda Thackeray Tremblay Ueda Valdez Vanderberg Vinter Wakefield Westergaard Winslow Yamamoto Zielinski`)
}

// job is a title with the weight in percent that its level has in the
// recommended policy.
type job struct {
	title  string
	weight int
}

// The jobs, in the order in which a company of any size fills them: who comes
// first is known first.
func jobs() []job {
	return []job{
		{"Director of IT", 125},
		{"VP Marketing", 150},
		{"Software Engineer", 75},
		{"Operations Manager", 100},
		{"Chief Financial Officer", 200},
		{"Procurement Manager", 100},
		{"Chief Technology Officer", 200},
		{"Marketing Manager", 100},
		{"Head of Sales", 125},
		{"Systems Administrator", 75},
		{"Financial Controller", 75},
		{"HR Manager", 100},
		{"VP Engineering", 150},
		{"General Counsel", 75},
		{"Product Manager", 100},
		{"Customer Success Manager", 100},
		{"Data Analyst, Sales Operations", 75},
		{"Chief Executive Officer", 200},
		{"Director of Procurement", 125},
		{"", 100},
		{"Brand Designer", 75},
		{"VP Finance", 150},
		{"Network Engineer", 75},
		{"Talent Acquisition Lead", 100},
		{"Supply Chain Director", 125},
		{"Marketing Intern", 0},
	}
}

// cast are the jobs of the accounts in the stories: who plays first.
func cast(id string) []job {
	switch id {
	case Acme:
		return []job{
			{"VP Finance", 150},
			{"Director of IT", 125},
			{"Marketing Manager", 100},
			{"Software Engineer", 75},
			{"Chief Technology Officer", 200},
			{"Procurement Manager", 100},
			{"Chief Executive Officer", 200},
			{"Operations Manager", 100},
		}
	case Globex:
		return []job{
			{"Director of IT", 125},
			{"VP Operations", 150},
			{"Security Manager", 100},
			{"Software Engineer", 75},
			{"Procurement Manager", 100},
			{"Chief Information Officer", 200},
		}
	case Fresh:
		return []job{
			{"VP Engineering", 150}, {"IT Manager", 100}, {"Data Analyst", 75}, {"Chief Financial Officer", 200}, {"Head of Procurement", 125},
		}
	case BlindSpot:
		return []job{
			{"Chief Technology Officer", 200},
			{"Director of IT", 125},
			{"Marketing Manager", 100},
			{"Software Engineer", 75},
			{"Chief Financial Officer", 200},
			{"Financial Controller", 75},
			{"Director of Procurement", 125},
			{"Procurement Manager", 100},
			{"General Counsel", 75},
		}
	}
	return nil
}

// person is a contact and what the stories need to know of it.
type person struct {
	account.Contact
	job
	silent bool        // never does anything
	until  account.Day // the last day at the account; zero is open
}

// staff is how many contacts each account has: more in larger companies, and
// headcount in all.
func staff(list []firm) []int {
	out, total := make([]int, len(list)), 0
	for i, f := range list {
		switch account.SizeOf(f.employees) {
		case account.Small:
			out[i] = 6
		case account.Mid:
			out[i] = 8
		case account.Large:
			out[i] = 10
		default:
			out[i] = 13
		}
		total += out[i]
	}
	for i := 0; total != headcount; i = (i + 1) % len(out) {
		if total < headcount {
			out[i], total = out[i]+1, total+1
		} else if out[i] > 6 {
			out[i], total = out[i]-1, total-1
		}
	}
	return out
}

// people hires the contacts of every account. No two share a name.
func people(list []firm) [][]person {
	d, firsts, lasts := roll(1, 0), firstNames(), lastNames()
	taken := map[string]bool{}
	out, id := make([][]person, len(list)), 0
	for i, n := range staff(list) {
		a := accountOf(i, list[i])
		first := cast(a.ID)
		common := jobs()
		start := d.n(6)
		for k := range n {
			j := common[(start+k)%len(common)]
			if k < len(first) {
				j = first[k]
			}
			name := pick(d, firsts) + " " + pick(d, lasts)
			for taken[name] {
				name = pick(d, firsts) + " " + pick(d, lasts)
			}
			taken[name] = true
			id++
			p := person{job: j, Contact: account.Contact{
				ID: fmt.Sprintf("C%04d", id), Name: name, Title: j.title, Company: a.Name, Country: a.Country,
				Email: mailbox(name, a.Domains[0]),
				Links: []account.Link{{AccountID: a.ID}},
			}}
			p.silent = j.weight == 0 || a.ID == BlindSpot && k >= 4 && k < len(first)
			out[i] = append(out[i], p)
		}
	}
	return out
}

// mailbox is somebody's address at a domain.
func mailbox(name, domain string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@" + domain
}
