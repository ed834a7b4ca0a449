// Makes the members one replica set, and gives each service a user for its own database. Run again, it changes passwords only.
const members = [0, 1, 2].map((n) => `mongodb-${n}.mongodb:27017`);
const root = (hosts, options) => connect(`mongodb://root:${process.env.ROOT_PASSWORD}@${hosts}/admin?${options}`);

const first = root(members[0], "directConnection=true&serverSelectionTimeoutMS=10000");
try {
  first.adminCommand({ replSetGetStatus: 1 });
} catch (refused) {
  if (refused.codeName !== "NotYetInitialized") throw refused;
  first.adminCommand({ replSetInitiate: { _id: "rs0", members: members.map((host, _id) => ({ _id, host })) } });
}

const set = root(members.join(","), "replicaSet=rs0&serverSelectionTimeoutMS=60000&w=majority");
for (const app of ["auth", "tickets", "orders", "payments", "expiration"]) {
  const name = `pass_${app}`;
  const database = set.getSiblingDB(name);
  const user = { pwd: process.env[app], roles: [{ role: "readWrite", db: name }] };
  if (database.getUser(name)) database.updateUser(name, user);
  else database.createUser({ user: name, ...user });
  print(`${name}: ready`);
}
