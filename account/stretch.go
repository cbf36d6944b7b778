package account

// Stretch is a run of days that a finding is about, as a picture shows it.
type Stretch struct {
	Kind      FindingKind
	Direction Direction
	Span      Span
}

// Mark adds the stretch of a finding that is about minutes: the 7 days it was
// found in (14 for a stall), from the first that was unlike the normal, and
// those after them, as long as the 7 days ending on each lie on the finding's
// side of the middle between it and the normal. Findings about a person, or
// outside the trend, add nothing. The trend it was called on stays as it is.
func (t Trend) Mark(f Finding) Trend {
	s := Stretch{Kind: f.Kind, Direction: f.Direction, Span: Window(f.Day, 7)}
	switch f.Kind {
	case Stall:
		s.Span.From -= 7
	case Surge, FirstEngagement, Returning, EventBurst:
	default:
		return t
	}
	t.trim(&s, f)
	for last := t.To(); s.Span.To < last; s.Span.To++ {
		week, middle := t.week(s.Span.To+1), (f.Minutes+f.Normal)/2
		if f.Kind == EventBurst || f.Direction == Rising && week < middle || f.Direction == Falling && week > middle {
			break
		}
	}
	if s.Span.To < t.From || s.Span.From > t.To() {
		return t
	}
	t.Stretches = append(t.Stretches[:len(t.Stretches):len(t.Stretches)], s)
	return t
}

// trim moves the start of a stretch to where it began: a rise on the first day
// with more than a day's part of the normal week, a fall after the last day, of
// its first week, that brought half of one.
func (t Trend) trim(s *Stretch, f Finding) {
	if f.Direction == Rising {
		for s.Span.From < f.Day && t.on(s.Span.From) <= f.Normal/7 {
			s.Span.From++
		}
		return
	}
	for day := s.Span.From + 6; day >= s.Span.From; day-- {
		if m := t.on(day); m > 0 && 2*m >= f.Normal {
			s.Span.From = day + 1
			return
		}
	}
}

// on is the minutes of a day; 0 outside the trend.
func (t Trend) on(day Day) Milli {
	if i := int(day - t.From); i >= 0 && i < len(t.Minutes) {
		return t.Minutes[i]
	}
	return 0
}

// week is the minutes of the 7 days ending on day.
func (t Trend) week(day Day) Milli {
	var sum Milli
	for _, m := range t.Minutes[max(int(day-t.From)-6, 0):max(int(day-t.From)+1, 0)] {
		sum += m
	}
	return sum
}
