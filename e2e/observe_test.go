package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/saheedt/pass/e2e/market"
	"github.com/saheedt/pass/e2e/stack"
)

const (
	observeFolder  = "../deploy/observe"
	runbooksFolder = "../docs/runbooks"
)

// rule is an alert or a recorded figure.
type rule struct {
	Alert, Record, Expr string
	Labels, Annotations map[string]string
}

func mustRules(t *testing.T) []rule {
	content, err := os.ReadFile(filepath.Join(observeFolder, "rules.yaml"))
	require.NoError(t, err)
	var file struct{ Groups []struct{ Rules []rule } }
	require.NoError(t, yaml.Unmarshal(content, &file))
	var all []rule
	for _, group := range file.Groups {
		all = append(all, group.Rules...)
	}
	require.NotEmpty(t, all)
	return all
}

// mustPromtool runs Prometheus' own tool, or skips the test where it is not
// installed.
func mustPromtool(t *testing.T, input string, args ...string) {
	t.Helper()
	tool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("no promtool: install the package prometheus to have the rules tried")
	}
	command := exec.Command(tool, args...)
	command.Dir, command.Stdin = observeFolder, strings.NewReader(input)
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s", output)
}

func TestRulesRingWhenTheyShould(t *testing.T) {
	mustPromtool(t, "", "check", "config", "prometheus.yml")
	mustPromtool(t, "", "test", "rules", "rules_test.yaml", "rules_days_test.yaml")
	tests := ""
	for _, file := range []string{"rules_test.yaml", "rules_days_test.yaml"} {
		content, err := os.ReadFile(filepath.Join(observeFolder, file))
		require.NoError(t, err)
		tests += string(content)
	}
	for _, r := range mustRules(t) {
		require.True(t, r.Alert == "" || strings.Contains(tests, r.Alert+".md"), "%s is never seen to ring", r.Alert)
	}
}

// TestAlertsAndRunbooks holds alerts and their pages together.
func TestAlertsAndRunbooks(t *testing.T) {
	pages := map[string]bool{}
	for _, r := range mustRules(t) {
		if r.Alert == "" {
			continue
		}
		require.Contains(t, []string{"page", "ticket"}, r.Labels["severity"], r.Alert)
		require.NotEmpty(t, r.Annotations["summary"], r.Alert)
		require.Equal(t, "https://github.com/saheedt/pass/blob/main/docs/runbooks/"+r.Alert+".md", r.Annotations["runbook_url"])
		page, err := os.ReadFile(filepath.Join(runbooksFolder, r.Alert+".md"))
		require.NoError(t, err)
		for _, part := range []string{"# " + r.Alert + "\n", "**Symptom.** ", "**Meaning.** ", "**Look at**\n- ", "**Mend**\n- "} {
			require.Contains(t, string(page), part, r.Alert)
		}
		pages[r.Alert+".md"] = true
	}
	files, err := filepath.Glob(filepath.Join(runbooksFolder, "*.md"))
	require.NoError(t, err)
	for _, file := range files {
		require.True(t, pages[filepath.Base(file)], "%s is of no alert", file)
	}
}

// mustQueries lists what dashboard and rules ask Prometheus for.
func mustQueries(t *testing.T) []string {
	var all []string
	content, err := os.ReadFile(filepath.Join(observeFolder, "dashboard.json"))
	require.NoError(t, err)
	var dashboard struct {
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr string }
		}
	}
	require.NoError(t, json.Unmarshal(content, &dashboard))
	ids := map[int]bool{}
	for _, panel := range dashboard.Panels {
		require.False(t, ids[panel.ID], "two panels are number %d", panel.ID)
		ids[panel.ID] = true
		for _, target := range panel.Targets {
			all = append(all, strings.NewReplacer("$__rate_interval", "5m", "$service", ".+").Replace(target.Expr))
		}
	}
	require.NotEmpty(t, all)
	for _, r := range mustRules(t) {
		all = append(all, r.Expr)
	}
	return all
}

func TestQueriesAreThoseOfPrometheus(t *testing.T) {
	var rules []map[string]string
	for i, expr := range mustQueries(t) {
		rules = append(rules, map[string]string{"record": "q" + strings.Repeat("x", i), "expr": expr})
	}
	content, err := yaml.Marshal(map[string]any{"groups": []any{map[string]any{"name": "queries", "rules": rules}}})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "queries.yaml")
	require.NoError(t, os.WriteFile(file, content, 0o600))
	mustPromtool(t, "", "check", "rules", file)
}

var (
	familyLine = regexp.MustCompile(`(?m)^# TYPE (\S+) (\S+)$`)
	figure     = regexp.MustCompile(`\b(?:pass|process|go)_[a-z0-9_]+`)
)

// TestFiguresAreThere asks the services of a running stack for their figures,
// once something was sold, refused and expired: all that dashboard, rules and
// the manual name is among them, and nothing that the manual leaves out.
func TestFiguresAreThere(t *testing.T) {
	s := mustShared(t)
	mustTrade(t, s)
	families, series := map[string]bool{}, map[string]bool{} // a histogram has three kinds of series
	for _, app := range s.Apps() {
		if app.ID == "web" {
			continue
		}
		text := mustScrape(t, app)
		t.Run("figures of "+app.ID+" are well-formed", func(t *testing.T) { mustPromtool(t, text, "check", "metrics") })
		for _, match := range familyLine.FindAllStringSubmatch(text, -1) {
			families[match[1]], series[match[1]] = true, true
			if match[2] == "histogram" {
				series[match[1]+"_bucket"], series[match[1]+"_sum"], series[match[1]+"_count"] = true, true, true
			}
		}
	}
	asked := map[string]bool{}
	for _, query := range mustQueries(t) {
		for _, name := range figure.FindAllString(query, -1) {
			asked[name] = true
			require.True(t, series[name], "no service has %s, which is asked for by %s", name, query)
		}
	}
	require.Greater(t, len(asked), 30)
	manual, err := os.ReadFile("../docs/operating.md")
	require.NoError(t, err)
	for name := range families {
		if strings.HasPrefix(name, "pass_") {
			require.Contains(t, string(manual), "`"+name+"`", "docs/operating.md does not say what it is")
		}
	}
	for _, match := range regexp.MustCompile("\\| `(pass_[a-z_]+)`").FindAllStringSubmatch(string(manual), -1) {
		require.True(t, families[match[1]], "no service has %s, which docs/operating.md explains", match[1])
	}
}

// mustTrade does what makes every figure appear that has a label of the
// market's choice, such as a currency.
func mustTrade(t *testing.T, s *stack.Stack) {
	seller, buyer := mustPerson(t, s), mustPerson(t, s)
	listing := mustList(t, seller, market.NewTicket{Title: "Counted", Price: 1000, Quantity: 1})
	order := mustReserve(t, buyer, listing.ID, 1)
	_, err := seller.Reserve(t.Context(), listing.ID, 1)
	require.Error(t, err, "sold out")
	payment, err := buyer.Checkout(t.Context(), order.ID)
	require.NoError(t, err)
	_, _, err = market.Pay(t.Context(), payment.CheckoutURL, market.CardPays)
	require.NoError(t, err)
	mustBecome(t, buyer, order.ID, "complete")
	eventually(t, 30*time.Second, func() error {
		text := mustScrape(t, s.App("payments"))
		if !strings.Contains(text, `pass_payments_captured_minor_units_total{currency="usd"}`) {
			return &market.Error{Method: "no capture", Path: "in the figures of payments"}
		}
		return nil
	})
}

func mustScrape(t *testing.T, app *stack.App) string {
	t.Helper()
	res, err := http.Get(app.MetricsURL())
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, http.StatusOK, res.StatusCode)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return string(body)
}
