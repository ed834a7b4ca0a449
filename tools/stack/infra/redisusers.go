package infra

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// prepareRedis gives every app a user of its own, who may publish to its topics and read those that it subscribes to.
func prepareRedis(ctx context.Context, t target) error {
	client, err := redisClient(t.url)
	if err != nil {
		return err
	}
	defer client.Close()
	for _, app := range t.apps() {
		password, err := t.secrets.Get(app, "redis-password")
		if err != nil {
			return err
		}
		rules := []any{"ACL", "SETUSER", accountName(app), "reset", "on", ">" + password}
		for _, rule := range t.redisRules(app) {
			rules = append(rules, rule)
		}
		if err := client.Do(ctx, rules...).Err(); err != nil {
			return fmt.Errorf("user %s: %w", accountName(app), err)
		}
	}
	files, err := client.ConfigGet(ctx, "aclfile").Result()
	if err != nil || files["aclfile"] == "" {
		// A server without a file of users forgets them when it is started anew, and must be prepared again.
		return err
	}
	return client.Do(ctx, "ACL", "SAVE").Err()
}

// redisRules says what an app may do: each rule in parentheses holds for keys of its own.
func (t target) redisRules(app string) []string {
	rules := []string{"+@connection", "+info", "+command", "+multi", "+exec", "+discard"}
	if writes := t.profile.writes(app, t.brokers()); len(writes) > 0 {
		rules = append(rules, "(+xadd "+keys(writes)+")")
	}
	if reads := t.profile.reads(app, t.brokers()); len(reads) > 0 {
		rules = append(rules, "(+xgroup|create +xreadgroup +xack +xpending +xclaim +xautoclaim "+keys(reads)+")")
	}
	if slices.Contains(t.profile.apps("state.redis"), app) {
		rules = append(rules, "(+@read +@write +@scripting ~"+app+"||*)")
	}
	return rules
}

// keys lists topics as patterns of keys: a topic is a stream of its name.
func keys(topics []string) string { return "~" + strings.Join(topics, " ~") }
