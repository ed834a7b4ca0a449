package stack

import "fmt"

// image is how one of the servers runs as a container.
type image struct {
	// types are those of the components that lead to it.
	types []string
	// env is the setting by which somebody says where one runs already.
	env string
	// name is the image with its version.
	name string
	// port is where it listens inside the container; 0 for the same as outside,
	// for servers that tell their clients where they are.
	port int
	// also are further ports inside, by the name that the infrastructure has for
	// what listens there.
	also map[string]int
	// settings and command are the container's; port is the one outside.
	settings func(port int) map[string]string
	command  func(port int) []string
	// ready is a command inside the container that succeeds once it serves. It
	// runs at every start.
	ready func(port int) []string
	// url is its administrator's.
	url string
}

// containerPassword is known to whoever reads this: the containers listen on
// the loopback and end with the tests.
const containerPassword = "only-for-tests"

// images are the servers by the name that the infrastructure has for them.
var images = map[string]image{
	"nats": {
		types: []string{"pubsub.jetstream"}, env: "NATS_URL", name: "nats:2.11.3-alpine", port: 4222,
		command: func(int) []string { return []string{"-js", "-sd", "/data"} },
		ready:   func(int) []string { return []string{"nc", "-z", "127.0.0.1", "4222"} },
		url:     "nats://127.0.0.1:%d",
	},
	"redis": {
		types: []string{"pubsub.redis"}, env: "REDIS_URL", name: "redis:7.4.2", port: 6379,
		command: func(int) []string {
			return []string{"redis-server", "--appendonly", "yes", "--requirepass", containerPassword}
		},
		ready: func(int) []string { return []string{"redis-cli", "-a", containerPassword, "-e", "ping"} },
		url:   "redis://default:" + containerPassword + "@127.0.0.1:%d",
	},
	"rabbitmq": {
		types: []string{"pubsub.rabbitmq"}, env: "RABBITMQ_URL", name: "rabbitmq:4.0.5-management", port: 5672,
		// Users are made through its management.
		also: map[string]int{"rabbitmq-management": 15672},
		settings: func(int) map[string]string {
			return map[string]string{"RABBITMQ_DEFAULT_USER": "admin", "RABBITMQ_DEFAULT_PASS": containerPassword}
		},
		ready: func(int) []string {
			const listens = "rabbitmq-diagnostics -q check_port_listener "
			return []string{"sh", "-c", listens + "5672 && " + listens + "15672"}
		},
		url: "amqp://admin:" + containerPassword + "@127.0.0.1:%d/",
	},
	"kafka": {
		types: []string{"pubsub.kafka"}, env: "KAFKA_BROKERS", name: "apache/kafka:3.9.1",
		settings: kafkaSettings,
		ready: func(port int) []string {
			return []string{"/opt/kafka/bin/kafka-topics.sh", "--bootstrap-server", fmt.Sprintf("127.0.0.1:%d", port), "--list"}
		},
		url: "127.0.0.1:%d",
	},
	"postgresql": {
		types: []string{"state.postgresql"}, env: "POSTGRES_URL", name: "postgres:17.5", port: 5432,
		settings: func(int) map[string]string { return map[string]string{"POSTGRES_PASSWORD": containerPassword} },
		ready:    func(int) []string { return []string{"pg_isready", "-h", "127.0.0.1", "-U", "postgres"} },
		url:      "postgres://postgres:" + containerPassword + "@127.0.0.1:%d/postgres?sslmode=disable",
	},
	"mongodb": {
		types: []string{"state.mongodb"}, env: "MONGODB_URL", name: "mongo:8.0.4",
		command: func(port int) []string {
			// What docs/mongodb.md tells operators: killed sidecars lock documents for so long.
			const lifetime = "transactionLifetimeLimitSeconds=5"
			return []string{"mongod", "--replSet", "rs0", "--bind_ip_all", "--port", fmt.Sprint(port), "--setParameter", lifetime}
		},
		ready: mongoReady,
		url:   "mongodb://127.0.0.1:%d/?replicaSet=rs0",
	},
}

// kafkaSettings make one node that is broker and controller.
func kafkaSettings(port int) map[string]string {
	return map[string]string{
		"KAFKA_NODE_ID": "1", "KAFKA_PROCESS_ROLES": "broker,controller",
		"KAFKA_LISTENERS":                                fmt.Sprintf("PLAINTEXT://:%d,CONTROLLER://:9093", port),
		"KAFKA_ADVERTISED_LISTENERS":                     fmt.Sprintf("PLAINTEXT://127.0.0.1:%d", port),
		"KAFKA_CONTROLLER_LISTENER_NAMES":                "CONTROLLER",
		"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP":           "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
		"KAFKA_CONTROLLER_QUORUM_VOTERS":                 "1@localhost:9093",
		"KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR":         "1",
		"KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
		"KAFKA_TRANSACTION_STATE_LOG_MIN_ISR":            "1",
		"KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS":         "0",
	}
}

// mongoReady makes a replica set of one, the first time, and succeeds when it
// has elected itself.
func mongoReady(port int) []string {
	script := fmt.Sprintf(`try { rs.status() } catch { rs.initiate({_id: "rs0", members: [{_id: 0, host: "127.0.0.1:%d"}]}) }
if (!db.hello().isWritablePrimary) quit(1)`, port)
	return []string{"mongosh", "--port", fmt.Sprint(port), "--quiet", "--eval", script}
}
