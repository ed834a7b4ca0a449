package form_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/saheedt/pass/tools/stripe/internal/form"
)

func mustParse(t *testing.T, encoded string) *form.Params {
	t.Helper()
	params, err := form.Parse(encoded)
	require.NoError(t, err)
	return params
}

func TestNestedParametersAreRead(t *testing.T) {
	p := mustParse(t, "line_items[10][quantity]=3&line_items[2][quantity]=2&expand[]=a&expand[]=b.c&metadata[k]=v+%26+w&metadata[gone]=&mode=payment")
	var quantities []int64
	for _, line := range p.List("line_items") {
		quantities = append(quantities, line.RequiredInt("quantity", 1))
	}
	assert.Equal(t, []int64{2, 3}, quantities)
	assert.Equal(t, []string{"a", "b.c"}, p.Strings("expand"))
	assert.Equal(t, map[string]string{"k": "v & w"}, p.Metadata("metadata"))
	assert.Equal(t, "payment", p.Required("mode"))
	assert.NoError(t, p.Err())
}

func TestWhatNobodyReadIsUnknown(t *testing.T) {
	p := mustParse(t, "a[known]=1&a[other][deep]=1")
	p.Object("a").String("known")
	assert.ErrorContains(t, p.Err(), "Received unknown parameter: a[other]")
}

func TestTheFirstFaultIsTold(t *testing.T) {
	p := mustParse(t, "n=x&m=y")
	p.Int("n")
	p.OneOf("m", "z")
	assert.ErrorContains(t, p.Err(), "Invalid integer: x")
}

func TestHostileParametersAreRefused(t *testing.T) {
	for _, encoded := range []string{"a=1&a[b]=2", "a[b]=2&a=1", "a[b=1", "[a]=1", "a=%zz", "a" + strings.Repeat("[a]", 9) + "=1"} {
		_, err := form.Parse(encoded)
		assert.Error(t, err, encoded)
	}
	p := mustParse(t, "text="+strings.Repeat("x", 5001))
	p.String("text")
	assert.Error(t, p.Err())
}
