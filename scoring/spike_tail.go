package scoring

import "math"

// studentQuantile is the t with P(|T| > t) = p for Student's distribution with
// df degrees of freedom, by bisection of
//
//	P(|T| > t) = I(df/(df+t^2); df/2, 1/2)
//
// with I the regularised incomplete beta function (Abramowitz and Stegun,
// 26.7.1). p is in (0, 1].
func studentQuantile(p, df float64) float64 {
	tail := func(t float64) float64 { return incompleteBeta(df/2, 0.5, df/(df+t*t)) }
	low, high := 0.0, 1.0
	for tail(high) > p && high < 1e12 {
		low, high = high, high*2
	}
	for range 80 {
		if middle := (low + high) / 2; tail(middle) > p {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// incompleteBeta is the regularised incomplete beta function I(x; a, b), by
// its continued fraction (Abramowitz and Stegun, 26.5.8), evaluated the way of
// Lentz.
func incompleteBeta(a, b, x float64) float64 {
	if x <= 0 || x >= 1 {
		return min(max(x, 0), 1)
	}
	if x > (a+1)/(a+b+2) { // where it converges fast
		return 1 - incompleteBeta(b, a, 1-x)
	}
	ab, _ := math.Lgamma(a + b)
	ga, _ := math.Lgamma(a)
	gb, _ := math.Lgamma(b)
	front := math.Exp(ab-ga-gb+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny = 1e-300
	away := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	sum := d
	for m := 1.0; m <= 300; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / away(1+even*d)
		c = away(1 + even/c)
		sum *= c * d
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / away(1+odd*d)
		c = away(1 + odd/c)
		sum *= c * d
		if math.Abs(c*d-1) < 1e-13 {
			break
		}
	}
	return front * sum
}
