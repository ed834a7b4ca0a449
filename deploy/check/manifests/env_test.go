package manifests

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
)

var (
	tag     = regexp.MustCompile(`env:"([A-Z_]+)"`)
	webName = regexp.MustCompile(`"([A-Z][A-Z_]+)"|env\.([A-Z_]+)`)
)

// known lists the settings that an app reads, from its source.
func known(t *testing.T, app string) []string {
	t.Helper()
	patterns, names := []string{"services/" + app + "/*.go", "services/internal/*/*.go"}, tag
	if app == "web" {
		patterns, names = []string{"web/server/settings.ts"}, webName
	}
	found := []string{"NODE_OPTIONS", "GOMEMLIMIT"} // Node's and Go's own
	for _, pattern := range patterns {
		paths, err := filepath.Glob(filepath.Join(top, pattern))
		require.NoError(t, err)
		require.NotEmpty(t, paths, pattern)
		for _, path := range paths {
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			for _, match := range names.FindAllStringSubmatch(string(content), -1) {
				found = append(found, match[1:]...)
			}
		}
	}
	return found
}

// TestSettingsAreRead: a setting with a wrong name would be ignored without a word.
func TestSettingsAreRead(t *testing.T) {
	for _, overlay := range overlays {
		for _, p := range templates(t, build(t, overlay)) {
			app := p.Labels["app.kubernetes.io/name"]
			if !slices.Contains(apps, app) {
				continue
			}
			reads := known(t, app)
			for _, e := range p.app(t).Env {
				require.Contains(t, reads, e.Name, app)
				require.NotEqual(t, "set by settings", e.Value, "%s of %s", e.Name, app)
			}
		}
	}
}

// TestSettingsAreComplete: what has a default that is right on a developer's machine only.
func TestSettingsAreComplete(t *testing.T) {
	everybody := []string{"APP_PORT", "DAPR_API_TOKEN"}
	service := append(everybody, "APP_ADDRESS", "APP_API_TOKEN", "INSTANCE", "SITE_ORIGINS", "METRICS_PORT", "GOMEMLIMIT")
	want := map[string][]string{
		"auth": append(service, "HASH_CONCURRENCY", "INGRESS_PROXIES"), "tickets": service, "orders": service, "expiration": service,
		"payments": append(service, "SITE_URL", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"),
		"web":      append(everybody, "HOST", "SITE_URL", "TRUSTED_PROXIES"),
	}
	for _, overlay := range overlays {
		objects := build(t, overlay)
		for app, names := range want {
			p := deployment(t, objects, app)
			for _, name := range names {
				require.True(t, slices.ContainsFunc(p.app(t).Env, func(e corev1.EnvVar) bool { return e.Name == name }), "%s: %s", app, name)
			}
		}
	}
}

func deployment(t *testing.T, objects []object, app string) template {
	t.Helper()
	return templates(t, []object{find(t, objects, "Deployment", app)})[0]
}

// TestSecretsAreOfOneApp: no pod mounts or reads what another has.
func TestSecretsAreOfOneApp(t *testing.T) {
	owner := map[string]string{}
	for _, app := range apps {
		p := deployment(t, build(t, "production"), app)
		names := []string{p.Annotations["dapr.io/api-token-secret"]}
		if app != "web" {
			names = append(names, p.Annotations["dapr.io/app-token-secret"])
		}
		for _, v := range p.Spec.Volumes {
			if v.Secret != nil {
				names = append(names, v.Secret.SecretName)
				require.Equal(t, v.Name+":/var/run/pass/secrets", p.Annotations["dapr.io/volume-mounts"])
			}
		}
		for _, e := range p.app(t).Env {
			if e.ValueFrom != nil && e.ValueFrom.SecretKeyRef != nil {
				names = append(names, e.ValueFrom.SecretKeyRef.Name)
			}
		}
		for _, name := range names {
			require.NotEmpty(t, name, app)
			require.Contains(t, []string{"", app}, owner[name], name)
			owner[name] = app
		}
	}
	for name := range owner {
		find(t, build(t, "local"), "Secret", name)
	}
}
