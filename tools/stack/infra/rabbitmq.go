package infra

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/saheedt/pass/tools/stack/process"
)

var rabbitServer = server{
	name: "rabbitmq", title: "RabbitMQ", types: []string{"pubsub.rabbitmq"}, env: "RABBITMQ_URL",
	port: func(p Ports) int { return p.RabbitMQ },
	ports: func(p Ports) map[string]int {
		return map[string]int{
			"RabbitMQ": p.RabbitMQ, "RabbitMQ's management": p.RabbitMQManagement,
			"RabbitMQ's distribution": p.RabbitMQDistribution, "RabbitMQ's names": p.RabbitMQNames,
		}
	},
	admin: func(address, password string) string {
		if password == "" {
			password = "guest"
		}
		return "amqp://guest:" + password + "@" + address + "/"
	},
	part:    rabbitPart,
	prepare: prepareRabbit,
}

// rabbitPart runs RabbitMQ with everything that it keeps and reads in one folder, so that it has nothing to do with
// another one on this machine.
func rabbitPart(c Config, t target) (*Part, error) {
	const program = "rabbitmq-server"
	path, ok := findProgram(program, "/usr/lib/rabbitmq/bin", "/usr/sbin", "/opt/homebrew/sbin")
	if !ok {
		return nil, t.server.missing(t.profile, program, "install it (Debian: apt-get install rabbitmq-server)")
	}
	folder := c.folder("rabbitmq")
	p := process.New(process.Spec{
		Name: "rabbitmq", Path: rabbitScript(path), Log: c.log("rabbitmq"), Env: rabbitEnv(c.Ports, folder),
		Dir: folder, // where its database leaves a file when it dies
	})
	part := &Part{
		Process: p,
		lay:     func(context.Context) error { return layRabbit(c, folder) },
		ready: func(ctx context.Context) error {
			if err := process.WaitTCP(ctx, p, t.address); err != nil {
				return err
			}
			if err := process.Wait(ctx, p, func() error { return t.callRabbit(ctx, "GET", "/api/overview", nil) }); err != nil {
				return err
			}
			return t.prepare(ctx)
		},
	}
	if epmd, err := exec.LookPath("epmd"); err == nil {
		// RabbitMQ wants this one to run, and would start it as a daemon that nobody stops.
		part.helpers = []*process.Process{process.New(process.Spec{
			Name: "epmd", Path: epmd, Log: c.log("epmd"),
			Args: []string{"-port", strconv.Itoa(c.Ports.RabbitMQNames), "-address", loopback},
		})}
	}
	return part, nil
}

// rabbitScript returns RabbitMQ's own script where a distribution puts one before it that changes the user.
func rabbitScript(path string) string {
	const own = "/usr/lib/rabbitmq/bin/rabbitmq-server"
	if _, err := os.Stat(own); err == nil && path == "/usr/sbin/rabbitmq-server" {
		return own
	}
	return path
}

func rabbitEnv(ports Ports, folder string) []string {
	in := func(name string) string { return filepath.Join(folder, name) }
	return []string{
		"HOME=" + folder, // of the cookie
		"RABBITMQ_NODENAME=pass" + strconv.Itoa(ports.RabbitMQ) + "@localhost",
		"RABBITMQ_CONFIG_FILE=" + in("rabbitmq.conf"), "RABBITMQ_ADVANCED_CONFIG_FILE=" + in("advanced.config"),
		"RABBITMQ_CONF_ENV_FILE=" + in("rabbitmq-env.conf"), "RABBITMQ_ENABLED_PLUGINS_FILE=" + in("enabled_plugins"),
		"RABBITMQ_MNESIA_BASE=" + in("data"), "RABBITMQ_LOG_BASE=" + in("log"),
		"RABBITMQ_DIST_PORT=" + strconv.Itoa(ports.RabbitMQDistribution),
		"ERL_EPMD_PORT=" + strconv.Itoa(ports.RabbitMQNames), "ERL_EPMD_ADDRESS=" + loopback,
		"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}",
		// Makes the script become the server, without a shell between that would outlive it or be outlived.
		"detached=true",
	}
}

// layRabbit writes the configuration. The administrator is made with the data; later changes to it here mean nothing.
func layRabbit(c Config, folder string) error {
	password, err := os.ReadFile(c.adminPath("rabbitmq"))
	if err != nil {
		return err
	}
	conf := fmt.Sprintf(`listeners.tcp.1 = %s:%d
management.tcp.ip = %s
management.tcp.port = %d
default_user = guest
default_pass = %s
log.file = %s
log.file.level = warning
`, loopback, c.Ports.RabbitMQ, loopback, c.Ports.RabbitMQManagement, strings.TrimSpace(string(password)), c.log("rabbitmq"))
	return errors.Join(
		os.MkdirAll(folder, 0o755),
		os.MkdirAll(c.Logs, 0o755),
		os.WriteFile(filepath.Join(folder, "enabled_plugins"), []byte("[rabbitmq_management].\n"), 0o644),
		writeSecret(filepath.Join(folder, "rabbitmq.conf"), []byte(conf)),
	)
}
