// Boot, consent and redirection switches, by meshcentral's client, in the order of
// calls that its server makes.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { connect, finish, start, stop, test } from "./client.mjs";

const home = fs.mkdtempSync(path.join(os.tmpdir(), "amtctl-interop-"));
process.on("exit", () => fs.rmSync(home, { recursive: true }));

const wsa = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
const wsman = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd";
const cim = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/";

// A reference to a boot source, as that server writes it.
function source(name) {
	return (
		`<Address xmlns="${wsa}">${wsa}</Address><ReferenceParameters xmlns="${wsa}">` +
		`<ResourceURI xmlns="${wsman}">${cim}CIM_BootSourceSetting</ResourceURI>` +
		`<SelectorSet xmlns="${wsman}"><Selector Name="InstanceID">Intel(r) AMT: ${name}</Selector>` +
		"</SelectorSet></ReferenceParameters>"
	);
}

// What it leaves out before a Put.
const readOnly = [
	"WinREBootEnabled",
	"UEFILocalPBABootEnabled",
	"UEFIHTTPSBootEnabled",
	"SecureBootControlEnabled",
	"BootguardStatus",
	"OptionsCleared",
	"BIOSLastStatus",
	"UefiBootParametersArray",
	"RPEEnabled",
	"RSEPassword",
];

async function settings(client, changes) {
	const { body } = await client.get("AMT_BootSettingData");

	for (const name of readOnly)
		delete body[name];
	return client.put("AMT_BootSettingData", { ...body, ...changes });
}

async function done(answer) {
	const { status, body } = await answer;

	assert.equal(status, 200);
	assert.equal(body.ReturnValue, 0);
}

// What the associations of the boot configuration tell: how many sources it uses, and
// whether it is next (3: for a single use, 2: not).
async function armed(client) {
	const order = (await client.enumerate("CIM_OrderedComponent")).body;
	const roles = (await client.enumerate("CIM_ElementSettingData")).body;
	const role = roles.find((r) => JSON.stringify(r.SettingData).includes("CIM_BootConfigSetting"));

	return { sources: order.filter((o) => o.AssignedSequence === 1).length, next: role.IsNext };
}

// What the machine has booted so far.
function boots(journal) {
	return fs
		.readFileSync(journal, "utf8")
		.split("\n")
		.filter((line) => line)
		.map((line) => JSON.parse(line))
		.filter((line) => line.event === "boot");
}

async function booted(journal, n) {
	for (let tries = 0; tries < 400; tries++) {
		const seen = boots(journal);

		if (seen.length >= n)
			return seen[n - 1];
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	assert.fail("it did not boot");
}

async function simulate(name, ...options) {
	const journal = path.join(home, name);
	const sim = await start("--journal", journal, "--delay", "20", ...options);

	return { sim, journal, client: connect(sim, true) };
}

{
	const { sim, journal, client } = await simulate("acm", "--power", "on");

	await test("reset to BIOS setup", async () => {
		assert.equal((await settings(client, { BIOSSetup: true })).status, 200);
		await done(client.role(1));
		await done(client.order(null));
		await done(client.power(10));
		assert.equal((await booted(journal, 1)).device, "bios");
		assert.equal((await client.get("AMT_BootSettingData")).body.BIOSSetup, false);
	});
	await test("reset to PXE", async () => {
		assert.equal((await settings(client, {})).status, 200);
		await done(client.role(1));
		await done(client.order(source("Force PXE Boot")));
		assert.deepEqual(await armed(client), { sources: 1, next: 3 });
		await done(client.power(10));
		assert.equal((await booted(journal, 2)).device, "pxe");
		assert.deepEqual(await armed(client), { sources: 0, next: 2 });
	});
	await test("what was armed is used once", async () => {
		await done(client.power(10));
		assert.equal((await booted(journal, 3)).device, "disk");
	});
	await test("one-click recovery over HTTPS", async () => {
		const url = Buffer.from("https://boot.example.net/winpe.efi");
		const head = (type, n) => {
			const b = Buffer.alloc(8);

			b.writeUInt16LE(0x8086, 0);
			b.writeUInt16LE(type, 2);
			b.writeUInt32LE(n, 4);
			return b;
		};
		const parameters = Buffer.concat([head(1, url.length), url, head(20, 1), Buffer.from([1])]);

		await client.exec("CIM_BootService", "RequestStateChange", { RequestedState: 32769 });
		await done(client.order(null));
		assert.equal(
			(
				await settings(client, {
					UefiBootParametersArray: parameters.toString("base64"),
					UefiBootNumberOfParams: 2,
				})
			).status,
			200,
		);
		await done(client.role(1));
		await done(client.order(source("Force OCR UEFI HTTPS Boot")));
		await done(client.power(10));

		const boot = await booted(journal, 4);

		assert.equal(boot.device, "https");
		assert.equal(boot.url, url.toString());
	});
	await test("a source that does not exist", async () => {
		const { status, body } = await client.order(source("Force Tape Boot"));

		assert.ok(status !== 200 || body.ReturnValue !== 0);
	});
	await test("KVM off and on", async () => {
		await done(client.kvm(3));
		assert.equal((await client.get("CIM_KVMRedirectionSAP")).body.EnabledState, 3);
		await done(client.kvm(2));
		assert.equal((await client.get("CIM_KVMRedirectionSAP")).body.EnabledState, 6);
	});
	await test("SOL and storage redirection off and on", async () => {
		await done(client.redirection(32768));
		assert.equal((await client.get("AMT_RedirectionService")).body.EnabledState, 32768);
		await done(client.redirection(32771));
	});
	await stop(sim);
}
{
	const { sim, journal, client } = await simulate("ccm", "--profile", "ccm", "--power", "on", "--consent-code", "012345");

	await test("client control mode: boot options need consent", async () => {
		assert.notEqual((await settings(client, { BIOSSetup: true })).status, 200);
	});
	await test("client control mode: a code, a wrong and the right answer", async () => {
		await done(client.consent("StartOptIn"));
		assert.notEqual((await client.consent("SendOptInCode", 999999)).body.ReturnValue, 0);
		await done(client.consent("SendOptInCode", 12345));
		assert.equal((await client.get("IPS_OptInService")).body.OptInState, 3);
	});
	await test("client control mode: with it, reset to BIOS setup", async () => {
		assert.equal((await settings(client, { BIOSSetup: true, EnforceSecureBoot: true })).status, 200);
		await done(client.role(1));
		await done(client.order(null));
		await done(client.power(10));
		assert.equal((await booted(journal, 1)).device, "bios");
	});
	await test("client control mode: taken back", async () => {
		await done(client.consent("CancelOptIn"));
		assert.equal((await client.get("IPS_OptInService")).body.OptInState, 0);
	});
	await stop(sim);
}
finish();
