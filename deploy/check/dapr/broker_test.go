package dapr

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"time"
)

// readersOf asks JetStream who reads a topic: the durable consumers that somebody is bound to.
func readersOf(address, topic string) ([]string, error) {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return nil, err
	}
	fmt.Fprintf(conn, "CONNECT {\"verbose\":false}\r\nSUB answer 1\r\nPUB $JS.API.CONSUMER.LIST.%s answer 0\r\n\r\n", topic)
	for lines := bufio.NewReader(conn); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(line, "{") {
			return bound(line)
		}
	}
}

func bound(answer string) ([]string, error) {
	var list struct {
		Consumers []struct {
			Config struct {
				Durable string `json:"durable_name"`
			} `json:"config"`
			PushBound bool `json:"push_bound"`
		} `json:"consumers"`
		Error *struct {
			Description string `json:"description"`
		} `json:"error"`
	}
	if err := json.Unmarshal([]byte(answer), &list); err != nil {
		return nil, err
	}
	if list.Error != nil {
		return nil, fmt.Errorf("JetStream: %s", list.Error.Description)
	}
	var readers []string
	for _, consumer := range list.Consumers {
		if consumer.PushBound {
			readers = append(readers, consumer.Config.Durable)
		}
	}
	return readers, nil
}
