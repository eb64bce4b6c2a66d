#!/bin/bash
# Checks of each profile of the simulated PC: what its firmware has and lacks, and that every
# instance of every class reads the same by Get and by Enumerate. TAP on stdout.
# usage: check_generations.sh AMTSIM    (from the root of the source tree)
. tests/sim/check_lib.sh

# Version, plain port, TLS versions and qop of each profile; - where there is no version to tell.
profiles='
amt6      6.0.3         on   1.0,1.1      auth
amt7      7.1.91        on   1.0,1.1      auth
amt8      8.1.72        on   1.0,1.1      auth
amt9      9.1.45        on   1.0,1.1      auth
amt10     10.0.60       on   1.0,1.1      auth
amt11     11.8.55.3510  on   1.0,1.1      auth
amt12     12.0.67.1579  on   1.1,1.2      auth
amt14     14.1.70.2228  on   1.1,1.2      auth-int, auth
amt15     15.0.35.1951  on   1.1,1.2      auth-int, auth
amt16     16.0.15.1735  on   1.2          auth-int, auth
amt16-1   16.1.30.2307  off  1.2          auth-int, auth
amt18     18.0.5.2098   off  1.2          auth-int, auth
amt19     19.0.5.1963   off  1.2          auth-int, auth
amt21     21.0.2.1312   off  1.2          auth-int, auth
acm       16.1.25.2124  on   1.2          auth-int, auth
ccm       15.0.23.1706  on   1.2          auth
no-kvm    16.1.25.2124  on   1.2          auth-int, auth
old       7.1.4         on   1.0          auth
tls-only  19.0.5.1963   off  1.2          auth-int, auth
'

# Class, or class.property, with the first and last version that has it. IPS_OptInService and what
# belongs to KVM is absent where the SKU says so.
cat >"$TMP/since" <<'END'
AMT_BootSettingData.BIOSLastStatus 11 -
AMT_BootSettingData.BootguardStatus 15 -
AMT_BootSettingData.EnforceSecureBoot 7 -
AMT_BootSettingData.OptionsCleared 9 -
AMT_BootSettingData.PlatformErase 16 -
AMT_BootSettingData.RPEEnabled 16 -
AMT_BootSettingData.RSEPassword 11 -
AMT_BootSettingData.SecureBootControlEnabled 15 -
AMT_BootSettingData.SecureErase 11 -
AMT_BootSettingData.UEFIHTTPSBootEnabled 15 -
AMT_BootSettingData.UEFILocalPBABootEnabled 15 -
AMT_BootSettingData.UefiBootNumberOfParams 15 -
AMT_BootSettingData.WinREBootEnabled 15 -
AMT_BootCapabilities.AMTSecureBootControl 15 -
AMT_BootCapabilities.ForceUEFIHTTPSBoot 15 -
AMT_BootCapabilities.ForceUEFIPBABoot 15 -
AMT_BootCapabilities.ForceWinREBoot 15 -
AMT_BootCapabilities.PlatformErase 16 -
AMT_BootCapabilities.SecureErase 11 -
AMT_EthernetPortSettings.PhysicalConnectionType 15 -
AMT_GeneralSettings.OemID 16.1 -
AMT_GeneralSettings.ThunderboltDockEnabled 15 -
AMT_GeneralSettings.WsmanOnlyMode 6 -
AMT_TLSSettingData.NonSecureConnectionsSupported 16.1 -
AMT_WebUIService 6 17
CIM_AssociatedPowerManagementService.AvailableRequestedPowerStates 9 -
CIM_BootService 6 -
CIM_Fan 6 18
CIM_KVMRedirectionSAP 6 -
CIM_Processor 6 20
CIM_Sensor 6 18
IPS_HostBasedSetupService 6.2 -
IPS_HostBootReason 8 -
IPS_KVMRedirectionSettingData.BackToBackFbMode 8 -
IPS_KVMRedirectionSettingData.DefaultScreen 8 -
IPS_KVMRedirectionSettingData.DoubleBufferActive 15 -
IPS_KVMRedirectionSettingData.DoubleBufferEnabled 15 -
IPS_KVMRedirectionSettingData.GrayscalePixelFormatSupported 15 -
IPS_KVMRedirectionSettingData.InitialDecimationModeForLowRes 15 -
IPS_KVMRedirectionSettingData.Is5900PortEnabled 6 -
IPS_KVMRedirectionSettingData.ZlibControlSupported 15 -
IPS_OptInService 6.2 -
IPS_PowerManagementService 10 -
IPS_ScreenConfigurationService 10 -
IPS_ScreenSettingData 8 -
IPS_SecIOService 8 -
END

# The values that the class definitions know.
cat >"$TMP/ranges" <<'END'
EnabledState 0-10 32768-32771
RequestedState 0-12 32768-32771
OperationalStatus 0-19
HealthState 0 5 10 15 20 25 30
EnabledDefault 2 3 5 6 7 9
ChassisPackageType 0-36
PackageType 0-17
CPUStatus 0-4 7
UpgradeMethod 1-83
FormFactor 1-16
MemoryType 0-36
Capabilities 0-12
Security 1-7
BatteryStatus 1-13
ChargingStatus 0 2-4
Chemistry 1-8
SensorType 0-16
SoftwareElementState 0-3
TargetOperatingSystem 66
PowerState 2-8
AvailableRequestedPowerStates 2-16
PowerStatesSupported 2-16
RequestedPowerStatesSupported 2-16
PowerChangeCapabilities 0-8
OSPowerSavingState 0-3
Reason 1-3
PreviousSxState 0-5
FailThroughSupported 2
FirmwareVerbosity 0-3
IDERBootDevice 0 1
KVMProtocol 0-4
DefaultScreen 0-3
InitialDecimationModeForLowRes 0-3
SessionTimeout 0-255
OptInRequired 0 1 4294967295
OptInState 0-4
CanModifyOptInPolicy 0 1
ProvisioningMode 1 4
ProvisioningState 0-2
CurrentControlMode 0-2
AllowedControlModes 0-2
CertChainStatus 0-2
IsCurrent 0-2
PrivacyLevel 0-2
PowerSource 0 1
PreferredAddressFamily 0 1
AMTNetworkEnabled 0 1
DDNSPeriodicUpdateInterval 0 20-4294967295
IdleWakeTimeout 1-65535
PresenceNotificationInterval 0 15-4294967295
LinkPolicy 1 14 16 224
PrimaryIndex 0-4 255
END

# ---- many requests by one curl: each in $TMP/q.N, its reply then in $TMP/a.N
ask() { # ask N ACTION CLASS BODY [SELECTORS]
	echo "<?xml version=\"1.0\"?><a:Envelope xmlns:a=\"$SOAP\" xmlns:b=\"$WSA\" xmlns:c=\"$WSMAN\">\
<a:Header><b:Action>$2</b:Action><b:To>/wsman</b:To><c:ResourceURI>${uris[$3]}</c:ResourceURI>\
<b:MessageID>$1</b:MessageID><b:ReplyTo><b:Address>$WSA/role/anonymous</b:Address></b:ReplyTo>\
${5-}</a:Header><a:Body>$4</a:Body></a:Envelope>" >"$TMP/q.$1"
}
batch() { # batch COUNT
	local i ha1 ha2 sum
	ha1=$(md5 "admin:$REALM:P@ssw0rd") ha2=$(md5 POST:/wsman)
	for ((i = 1; i <= $1; i++)); do
		printf '%s:%s:%08x:0a4f113b:auth:%s' "$ha1" "$NONCE" $((NC + i)) "$ha2" >"$TMP/d.$i"
	done
	(cd "$TMP" && for ((i = 1; i <= $1; i++)); do echo "d.$i"; done | xargs md5sum) >"$TMP/sums"
	i=0
	while read -r sum _; do
		i=$((i + 1))
		[ $i = 1 ] || echo next
		printf '%s\n' silent insecure 'max-time = 60' "url = $URL" "output = $TMP/a.$i" \
			"data-binary = @$TMP/q.$i"
		printf 'header = "Authorization: Digest username=\\"admin\\", realm=\\"%s\\", nonce=\\"%s\\", uri=\\"/wsman\\", qop=auth, nc=\\"%08x\\", cnonce=\\"0a4f113b\\", response=\\"%s\\""\n' \
			"$REALM" "$NONCE" $((NC + i)) "$sum"
	done <"$TMP/sums" >"$TMP/config"
	rm -f "$TMP"/a.*
	curl -K "$TMP/config"
	NC=$((NC + $1))
}

# $TMP/items: a line for each instance: class, selectors, properties, blanks as %20. $TMP/found: the
# classes that enumerate.
mapfile -t classes < <(sed -n 's/.*{ \.name = "\([A-Z]*_[A-Za-z0-9]*\)".*/\1/p' tests/sim/classes.c)
declare -A uris
for c in "${classes[@]}" CIM_NoSuchThing; do uris[$c]=$(uri "$c"); done
replies() { # replies COUNT: their names in order
	for ((i = 1; i <= $1; i++)); do printf '%s\n' "$TMP/a.$i"; done
}
sweep() {
	local i n=0 at c set context
	: >"$TMP/items"
	: >"$TMP/found"
	for ((at = 0; at < ${#classes[@]}; at += 16)); do
		local group=("${classes[@]:at:16}")
		for i in "${!group[@]}"; do
			ask $((i + 1)) "$WSEN/Enumerate" "${group[i]}" "<e:Enumerate xmlns:e=\"$WSEN\">\
<c:EnumerationMode>EnumerateObjectAndEPR</c:EnumerationMode></e:Enumerate>"
		done
		batch ${#group[@]}
		while :; do # each round is a Pull of what has not ended
			local open=()
			n=0
			for i in "${!group[@]}"; do
				[[ $(<"$TMP/a.$((i + 1))") =~ "<g:EnumerationContext>"([^<]*) ]] || continue
				context=${BASH_REMATCH[1]}
				n=$((n + 1))
				open+=("${group[i]}")
				ask $n "$WSEN/Pull" "${group[i]}" "<e:Pull xmlns:e=\"$WSEN\">\
<e:EnumerationContext>$context</e:EnumerationContext><e:MaxElements>999</e:MaxElements></e:Pull>"
			done
			[ $n -gt 0 ] || break
			group=("${open[@]}")
			batch $n
			printf '%s\n' "${group[@]}" >>"$TMP/found"
			replies $n | xargs sed 's/ /%20/g; s/<c:Item>/\n&/g' | sed -En \
				's|^<c:Item><h:([A-Za-z0-9_]*)>(.*)</h:\1><b:EndpointReference><b:Address>[^<]*</b:Address><b:ReferenceParameters><c:ResourceURI>[^<]*</c:ResourceURI>(<c:SelectorSet>.*</c:SelectorSet>)</b:ReferenceParameters></b:EndpointReference></c:Item>.*|\1 \3 \2|p' |
				awk 1 >>"$TMP/items"
		done
	done
	LC_ALL=C sort -u "$TMP/items" -o "$TMP/items" # base classes gave some twice
	n=0
	while read -r c set _; do
		n=$((n + 1))
		ask $n "$WXF/Get" "$c" "" "${set//%20/ }"
	done <"$TMP/items"
	batch $n
	replies $n | xargs sed -En 's/ /%20/g; s|.*<a:Body><g:([A-Za-z0-9_]*)>(.*)</g:\1></a:Body>.*|\1 \2|p' |
		plain | awk 1 >"$TMP/got"
	cut -d' ' -f1,3- "$TMP/items" | plain >"$TMP/want"
}
plain() { sed -E 's#<(/?)[g-i]:#<\1#g'; }

# What $TMP/since says of version $1, and these instances do not.
versions() { # versions VERSION
	awk -v have="$1" '
		function rank(v, missing, p) { split(v, p, "."); return p[1] * 1000 + (p[2] == "" ? missing : p[2]) }
		FILENAME ~ /want$/ {
			there[$1] = 1
			while (match($2, /<[A-Za-z0-9]+>/)) {
				there[$1 "." substr($2, RSTART + 1, RLENGTH - 2)] = 1
				$2 = substr($2, RSTART + RLENGTH)
			}
			next
		}
		{
			meant = rank($2, 0) <= rank(have, 0) && ($3 == "-" || rank(have, 0) <= rank($3, 999))
			if (meant && !($1 in there)) print "lacks " $1
			if (!meant && $1 in there) print "has " $1
		}' "$TMP/want" "$TMP/since"
}
out_of_range() {
	awk '
		FILENAME ~ /ranges$/ { for (i = 2; i <= NF; i++) range[$1] = range[$1] " " $i; next }
		function known(name, value, list, n, v, b) {
			n = split(range[name], v, " ")
			for (i = 1; i <= n; i++)
				if (split(v[i], b, "-") == 1 ? value == v[i] : value ~ /^[0-9]+$/ && value + 0 >= b[1] && value + 0 <= b[2])
					return 1
			return 0
		}
		{
			text = $2
			while (match(text, /<[A-Za-z0-9]+>[^<]*<\//)) {
				pair = substr(text, RSTART + 1, RLENGTH - 3)
				text = substr(text, RSTART + RLENGTH)
				split(pair, half, ">")
				if (half[1] in range && !known(half[1], half[2])) print $1 "." half[1] " is " half[2]
			}
		}' "$TMP/ranges" "$TMP/want"
}
nothing() { # nothing COMMAND...: prints nothing
	"$@" >"$TMP/reply"
	[ ! -s "$TMP/reply" ]
}
same() { [ "$(wc -l <"$TMP/want")" -ge 60 ] && diff "$TMP/want" "$TMP/got" >"$TMP/reply"; }
shows() { grep -qE "^$1 .*<$2>$3<" "$TMP/want"; }
there() { grep -qE "^$1 " "$TMP/want"; }

tls_versions() {
	local v list=
	for v in 1 1_1 1_2 1_3; do
		openssl s_client -connect "$(field host):$(field https)" "-tls$v" -cipher 'ALL:@SECLEVEL=0' \
			</dev/null >"$TMP/tls" 2>/dev/null && ! grep -q 'Cipher is (NONE)' "$TMP/tls" &&
			list+=,1.${v#1}
	done
	list=${list//_/} list=${list//1.,/1.0,}
	[ "${list: -1}" != . ] || list+=0
	echo "${list#,}"
}

agrees() { # agrees COMMAND...: it holds just when MEANT is yes
	if "$@"; then [ $MEANT = yes ]; else [ $MEANT = no ]; fi
}
from() { # from VERSION...: sets MEANT
	MEANT=no
	[ "${1%%.*}" -gt "$MAJOR" ] || MEANT=yes
}

# One key for all: making one takes longer than the checks of a profile do.
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=simpc -keyout "$TMP/key" -out "$TMP/cert" 2>/dev/null
ok "every profile that --profiles lists is checked here" is \
	"$("$SIM" --profiles | cut -d' ' -f1 | sort | tr '\n' ' ')" \
	"$(awk 'NF { print $1 }' <<<"$profiles" | sort | tr '\n' ' ')"
ok "each has a title, which --help shows too" is \
	"$("$SIM" --profiles | grep -c '^[a-z0-9-]*  *[A-Za-z]')" "$("$SIM" --help | grep -cE '^  (amt[0-9]|acm|ccm|old|tls-only|no-kvm)')"

while read -r p version plain tls qop; do
	[ -n "$p" ] || continue
	MAJOR=${version%%.*} SKU=
	start --profile "$p" --contexts 16 --idle 0 --cert "$TMP/cert" --key "$TMP/key"
	[ "$plain" = on ] && ok "$p: has a plain port" [ "$(field http)" != off ]
	[ "$plain" = off ] && ok "$p: has no plain port" is "$(field http)" off
	[ "$plain" = on ] || URL=$TLS
	ok "$p: speaks TLS $tls" is "$(tls_versions)" "$tls"
	envelope "$WXF/Get" AMT_GeneralSettings
	challenge
	NC=0
	name='Intel(R) Active Management Technology '
	case $p in
	amt11) want=AMT ;; # some firmware of that age says no more
	no-kvm) want="Intel(R) Standard Manageability $version" ;;
	*) want=$name$version ;;
	esac
	ok "$p: Server is $want" is "$(sed -n 's/^Server: \(.*\)\r/\1/p' "$TMP/challenge")" "$want"
	ok "$p: offers $qop" is "$(sed -n 's/.*,qop="\([^"]*\)".*/\1/p' "$TMP/challenge")" "$qop"

	sweep
	ok "$p: each instance is by Get what it is by Enumerate" same
	ok "$p: enumerations have values that are defined" nothing out_of_range
	lacking() {
		versions "$version" | case $p in
		no-kvm) grep -v KVM ;;
		tls-only) grep -v 'CIM_Processor' ;;
		*) cat ;;
		esac
	}
	ok "$p: has what came by $version, and not what came later or went" nothing lacking
	is_version() { shows CIM_SoftwareIdentity VersionString "$(cut -d. -f1-3 <<<"$version" | sed 's/\./[.]/g')"; }
	ok "$p: CIM_SoftwareIdentity has the version" is_version
	from 7
	MEANT=$([ $MEANT = yes ] && echo no || echo yes)
	ok "$p: a diagnostic source just before 7" agrees shows CIM_BootSourceSetting InstanceID '[^<]*Diagnostic[^<]*'
	from 15
	ok "$p: One-Click Recovery sources from 15" agrees shows CIM_BootSourceSetting InstanceID '[^<]*OCR[^<]*'
	ok "$p: and CIM_BootService switches it" agrees shows CIM_BootService EnabledState '(3276[89]|3277[01])'
	state_change() {
		local c
		c=$(uri CIM_BootService)
		ask 1 "$c/RequestStateChange" CIM_BootService "<r:RequestStateChange_INPUT xmlns:r=\"$c\">\
<r:RequestedState>32769</r:RequestedState></r:RequestStateChange_INPUT>"
		batch 1
		cp "$TMP/a.1" "$TMP/reply"
		has 'ReturnValue>0<' || { ! has ActionNotSupported && MEANT=neither; false; }
	}
	ok "$p: by a method that older firmware lacks" agrees state_change
	from 10
	ok "$p: graceful power from 10" agrees shows CIM_AssociatedPowerManagementService AvailableRequestedPowerStates 12
	ok "$p: and capabilities say so" agrees shows CIM_PowerManagementCapabilities RequestedPowerStatesSupported 14
	from 18
	ok "$p: more to erase from 18" agrees shows AMT_BootCapabilities PlatformErase 2248212575
	MEANT=no
	case $p in amt15 | amt18) MEANT=yes ;; esac
	ok "$p: a battery just in the notebook" agrees there CIM_Battery
	ok "$p: in a package of its own" agrees shows CIM_PhysicalPackage PackageType 11
	MEANT=yes
	[ "$p" != no-kvm ] || MEANT=no
	ok "$p: KVM unless the SKU has none" agrees there CIM_KVMRedirectionSAP
	absent=$(printf '%s\n' "${classes[@]}" | grep -vxF -f "$TMP/found" | head -1)
	ask 1 "$WXF/Get" "${absent:-CIM_NoSuchThing}" ''
	batch 1
	cp "$TMP/a.1" "$TMP/reply"
	ok "$p: ${absent:-CIM_NoSuchThing} is DestinationUnreachable" has 'b:DestinationUnreachable'
	mode=1
	[ "$p" != ccm ] || mode=4
	MEANT=yes
	ok "$p: control mode" agrees shows AMT_SetupAndConfigurationService ProvisioningMode $mode
done <<<"$profiles"

# ---- client control mode of any
for p in amt7 amt21; do
	start --profile $p --mode client
	URL=$TLS
	[ $p = amt7 ] && URL=http://$(field host):$(field http)/wsman
	get IPS_HostBasedSetupService
	ok "$p --mode client: the mode" is "$(value CurrentControlMode)" 1
	get IPS_OptInService
	ok "$p --mode client: consent for all" is "$(value OptInRequired)$(value CanModifyOptInPolicy)" 42949672950
done
start --profile ccm --mode admin
get IPS_HostBasedSetupService
ok "ccm --mode admin: the mode" is "$(value CurrentControlMode)" 2
stop
ok "amt6 has no client control mode" is "$("$SIM" --profile amt6 --mode client 2>&1)" \
	"amtsim: firmware 6.0.3 has no client control mode"

echo "1..$N"
[ "$FAILED" = 0 ]
