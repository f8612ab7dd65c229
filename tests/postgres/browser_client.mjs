// Runs the browser's client in Node: prints the number of each notification shown, and each change of the connection.
const [module, options] = process.argv.slice(2);
const { Notifications } = await import(module);
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const { token, ...rest } = JSON.parse(options);
await new Notifications({ ...rest, token: () => token, show: ({ seq }) => say({ seq }), changed: say }).start();
