// What the suites share: amtsim as a child, meshcentral's WS-MAN client
// (amt-wsman-comm.js, amt-wsman.js, amt.js) with promises for callbacks, TAP.
// usage: node SUITE AMTSIM FOLDER-WITH-NODE_MODULES
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";

const [simPath, folder] = process.argv.slice(2);
const require = createRequire(path.resolve(folder, "interop.js"));
const createComm = require("meshcentral/amt/amt-wsman-comm.js");
const createWsman = require("meshcentral/amt/amt-wsman.js");
const createAmt = require("meshcentral/amt/amt.js");

const children = new Set();
let count = 0;
let failed = 0;

process.on("exit", () => children.forEach((child) => child.kill()));

export async function test(name, body) {
	count++;
	try {
		await body();
		console.log(`ok ${count} - ${name}`);
	} catch (e) {
		failed++;
		console.log(`not ok ${count} - ${name}`);
		console.log(String(e.stack).replace(/^/gm, "# "));
	}
}

// Starts amtsim; resolves with the key=value pairs of its ready line.
export function start(...options) {
	const child = spawn(simPath, options, { stdio: ["ignore", "pipe", "inherit"] });

	children.add(child);

	return new Promise((resolve, reject) => {
		child.on("exit", (status) => reject(new Error(`amtsim ended with status ${status}`)));
		readline.createInterface({ input: child.stdout }).once("line", (line) => {
			const ready = Object.fromEntries(line.split(" ").slice(1).map((w) => w.split("=")));
			child.removeAllListeners("exit");
			resolve({ ...ready, child });
		});
	});
}

export function stop(sim) {
	return new Promise((resolve) => {
		sim.child.on("exit", resolve);
		sim.child.kill();
	});
}

// One client with promises for callbacks; every reply arrives as { status, body }.
export function connect(sim, tls, password = "P@ssw0rd") {
	const port = Number(tls ? sim.https : sim.http);
	const comm = createComm(sim.host, port, sim.user, password, tls ? 1 : 0, null, null);
	const amt = createAmt(createWsman(comm));

	comm.xtlsFingerprint = sim.fingerprint.replace("SHA256:", ""); // else it trusts nobody
	const call = (f) =>
		new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error("no answer")), 20000);

			f((stack, name, response, status) => {
				clearTimeout(timer);
				resolve({ status, response, body: response?.Body ?? response });
			});
		});

	return {
		comm,
		get: (name) => call((done) => amt.Get(name, done)),
		put: (name, obj) => call((done) => amt.Put(name, obj, done)),
		enumerate: (name) => call((done) => amt.Enum(name, (stack, n, items, status) => done(stack, n, { Body: items }, status))),
		exec: (name, method, args) => call((done) => amt.Exec(name, method, args, done)),
		power: (state) => call((done) => amt.RequestPowerStateChange(state, done)),
		role: (role) => call((done) => amt.SetBootConfigRole(role, done)),
		order: (source) => call((done) => amt.CIM_BootConfigSetting_ChangeBootOrder(source, done)),
		consent: (method, ...args) => call((done) => amt[`IPS_OptInService_${method}`](...args, done)),
		kvm: (state) => call((done) => amt.CIM_KVMRedirectionSAP_RequestStateChange(state, null, done)),
		redirection: (state) => call((done) => amt.AMT_RedirectionService_RequestStateChange(state, done)),
	};
}

export async function untilState(client, want) {
	for (let tries = 0; tries < 400; tries++) {
		const { body } = await client.get("CIM_AssociatedPowerManagementService");

		if (body.PowerState === want)
			return;
	}
	assert.fail(`power state never became ${want}`);
}

// The plan, and the status of the process.
export function finish() {
	console.log(`1..${count}`);
	process.exit(failed ? 1 : 0);
}
