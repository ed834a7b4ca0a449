package infra

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
)

// managementEnv says where RabbitMQ's management API is, if not beside the broker on its usual port.
const managementEnv = "RABBITMQ_MANAGEMENT_URL"

// prepareRabbit creates users, exchanges, queues and bindings. What is there already stays as it is.
func prepareRabbit(ctx context.Context, t target) error {
	d, err := t.rabbitDefinitions()
	if err != nil {
		return err
	}
	return t.callRabbit(ctx, http.MethodPost, "/api/definitions", d)
}

// callRabbit calls the management API: over AMQP itself no user can be made.
func (t target) callRabbit(ctx context.Context, method, path string, body any) error {
	base, err := t.rabbitManagement()
	if err != nil {
		return err
	}
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	user := base.User
	base.User = nil
	request, err := http.NewRequestWithContext(ctx, method, base.JoinPath(path).String(), bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	password, _ := user.Password()
	request.SetBasicAuth(user.Username(), password)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("its management API: %w; enable it with `rabbitmq-plugins enable rabbitmq_management`, or say where it is with %s",
			err, managementEnv)
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		answer, _ := io.ReadAll(io.LimitReader(response.Body, 300))
		return fmt.Errorf("%s %s: %s %s", method, path, response.Status, answer)
	}
	return nil
}

// rabbitManagement is the API's address with the user of the broker's URL, unless it has one of its own.
func (t target) rabbitManagement() (*url.URL, error) {
	amqp, err := url.Parse(t.url)
	if err != nil {
		return nil, errors.New(t.server.env + " is no URL")
	}
	given := t.config.Given["rabbitmq-management"]
	if given == "" {
		given = os.Getenv(managementEnv)
	}
	if given == "" {
		port := DefaultPorts().RabbitMQManagement
		if t.address == address(t.config.Ports.RabbitMQ) {
			port = t.config.Ports.RabbitMQManagement
		}
		given = "http://" + net.JoinHostPort(amqp.Hostname(), strconv.Itoa(port))
	}
	base, err := url.Parse(given)
	if err != nil {
		return nil, errors.New(managementEnv + " is no URL")
	}
	if base.User == nil {
		base.User = amqp.User
	}
	if base.User == nil {
		base.User = url.UserPassword("guest", "guest")
	}
	return base, nil
}
