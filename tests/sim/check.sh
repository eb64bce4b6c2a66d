#!/bin/bash
# Checks of the simulated PC itself, with curl and hand-made digests: TAP on stdout.
# usage: check.sh AMTSIM    (from the root of the source tree)
. tests/sim/check_lib.sh

# ---- HTTP and digest
start
ok "says where it listens" [ "$(field http)" -gt 0 -a "$(field https)" -gt 0 ]
envelope "$WXF/Get" AMT_GeneralSettings
challenge
sed -E 's/realm="Digest:[0-9A-F]{32}"/REALM/;s/nonce="[A-Za-z0-9+\/]{32}"/NONCE/' "$TMP/challenge" |
	sed '/^\r$/q' >"$TMP/reply"
printf '%s\r\n' 'HTTP/1.1 401 Unauthorized' \
	'WWW-Authenticate: Digest REALM, NONCE,stale="false",qop="auth-int, auth"' \
	'Content-Type: text/html' 'Server: Intel(R) Active Management Technology 16.1.25.2124' \
	"Content-Length: $(sed '1,/^\r$/d' "$TMP/challenge" | wc -c)" 'Connection: close' '' >"$TMP/want"
ok "401 is the firmware's, byte for byte" cmp -s "$TMP/reply" "$TMP/want"
login 00000001
ok "a good response is let in" status 200
ok "realm equals DigestRealm" is "$(value DigestRealm)" "$REALM"
login 00000001
ok "the same nc is refused" status 401
login 00000005
ok "a greater nc is taken on another connection" status 200
login 00000004
ok "a smaller nc is refused" status 401
login 00000006 P@ssw0rd auth-int
ok "auth-int is taken" status 200
RESPONSE='' login 00000007
ok "an empty response is refused" status 401
login 00000008 wrong
ok "a wrong password is refused" status 401
NONCE=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA login 00000001
ok "a made-up nonce is refused" status 401

post --raw -i
tr -d '\r' <"$TMP/reply" | sed '1,/^$/d' | sed '1,/^$/d' >"$TMP/body"
ok "chunk sizes are 4 upper-case digits, the last is 0" \
	is "$(grep -E '^[0-9A-F]{1,4}$' "$TMP/body" | head -2 | tr '\n' ' ')$(tail -2 "$TMP/body" | head -1)" "0220 02FA 0"
tr -d '\r' <"$TMP/reply" | sed -n '/^HTTP.1.1 200/,/^$/p' | sed 's/^Date: .*GMT/Date/' | tr '\n' '|' >"$TMP/head"
ok "200 has the firmware's headers" is "$(cat "$TMP/head")" \
	"HTTP/1.1 200 OK|Date|Server: Intel(R) Active Management Technology 16.1.25.2124|X-Frame-Options: DENY|Content-Type: application/soap+xml; charset=UTF-8|Transfer-Encoding: chunked||"
curl -s -m 10 -o "$TMP/reply" -w '%{http_code}' "${URL%wsman}other" >"$TMP/status"
ok "other paths are 404" status 404
printf 'GARBAGE\r\n\r\n' | timeout 10 bash -c "exec 5<>/dev/tcp/$(field host)/$(field http); cat >&5; cat <&5" >"$TMP/reply"
ok "garbage is an HTML 400" grep -q '^HTTP/1.1 400 Bad Request' "$TMP/reply"
echo '<no-end' >"$TMP/request" && post
ok "what is not XML is an HTML 400" has '<html>'
echo '<!DOCTYPE a [<!ENTITY x "y">]><a/>' >"$TMP/request" && post
ok "a document type is an HTML 400" has '<html>'

# ---- TLS
get AMT_GeneralSettings
URL=$TLS get AMT_GeneralSettings
ok "Get over TLS" status 200
ok "the fingerprint is the certificate's" is "$(field fingerprint)" "SHA256:$(
	openssl s_client -connect "$(field host):$(field https)" </dev/null 2>/dev/null |
		openssl x509 -outform DER | sha256sum | cut -d' ' -f1)"

URL=$TLS challenge
envelope "$WXF/Get" AMT_GeneralSettings
URL=$TLS MORE="--next -sk -m 10 --data-binary @$TMP/request -o $TMP/reply -w %{http_code}/%{num_connects} $TLS" \
	login 00000001
ok "a TLS connection stays open and keeps its digest" status 200200/0
MORE="--next -sk -m 10 --data-binary @$TMP/request -o $TMP/reply -w %{http_code}/%{num_connects} $URL" \
	login 00000002
ok "a plain one stays open and does not" status 200401/0

# ---- operations
get CIM_SoftwareIdentity
ok "Get without selectors gives the usual instance" has '<g:InstanceID>AMTApps</g:InstanceID>'
get CIM_SoftwareIdentity '' "$(selector InstanceID AMT)"
ok "selectors choose" has '<g:InstanceID>AMT</g:InstanceID>'
get CIM_SoftwareIdentity '' "$(selector InstanceId AMT)"
ok "unknown selector: InvalidSelectors" has '<a:Value>e:InvalidSelectors</a:Value>'
post -i
ok "a fault closes the connection" grep -q '^Connection: close' "$TMP/reply"
get CIM_SoftwareIdentity '' "$(selector InstanceID none)"
ok "no such instance: DestinationUnreachable" has '<a:Value>b:DestinationUnreachable</a:Value>'
get CIM_NoSuchThing
ok "no such class: DestinationUnreachable" has 'b:DestinationUnreachable'
ok "a fault has no ResourceURI" lacks ResourceURI
ok "a fault relates to the request" has '<b:RelatesTo>77</b:RelatesTo>'
get CIM_BIOSElement
ok "datetimes are wrapped" has '<g:ReleaseDate><h:Datetime>2023-04-19T00:00:00Z</h:Datetime></g:ReleaseDate>'
get AMT_GeneralSettings '' '<w:MaxEnvelopeSize>49999</w:MaxEnvelopeSize>'
ok "small MaxEnvelopeSize: EncodingLimit" has 'e:EncodingLimit'
get AMT_GeneralSettings '' '<w:OptionSet s:mustUnderstand="true"/>'
ok "OptionSet: MustUnderstand" has '<a:Value>a:MustUnderstand</a:Value>'
get AMT_GeneralSettings '' '<w:OptionSet/>'
ok "OptionSet without mustUnderstand is ignored" status 200
call "$(uri AMT_GeneralSettings)/NoSuch" AMT_GeneralSettings '<x/>'
ok "no such method: ActionNotSupported" has 'b:ActionNotSupported'
echo "<e:Envelope xmlns:e='$SOAP'><e:Body><i:Identify xmlns:i='http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd'/></e:Body></e:Envelope>" >"$TMP/request"
post
ok "Identify" has '<b:ProductVersion>16.1.25.2124</b:ProductVersion>'
challenge
ok "Identify wants credentials" grep -q '^HTTP/1.1 401' "$TMP/challenge"

enumerate CIM_SoftwareIdentity
ok "a context is a counter" is "${CONTEXT:2}" 000000-0000-0000-0000-000000000000
pull CIM_SoftwareIdentity 999
ok "Pull with MaxElements gives all" is "$(items CIM_SoftwareIdentity)" 11
ok "and the end" has '<g:EndOfSequence></g:EndOfSequence>'
pull CIM_SoftwareIdentity 999
ok "a finished context is invalid" has 'c:InvalidEnumerationContext'
enumerate CIM_SoftwareIdentity
pull CIM_SoftwareIdentity
ok "Pull without MaxElements gives one" is "$(items CIM_SoftwareIdentity)" 1
enumerate CIM_Chip
pull CIM_Chip 999
ok "one a Pull: the chip" is "$(items CIM_Chip)/$(items CIM_PhysicalMemory)" 1/0
pull CIM_Chip 999
ok "then memory, in its own namespace" has 'xmlns:h="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_PhysicalMemory"'
pull CIM_Chip 999
pull CIM_Chip 999
ok "the end comes with one more Pull" has '<g:Items></g:Items><g:EndOfSequence>'
enumerate CIM_ServiceAvailableToElement
pull CIM_ServiceAvailableToElement 999
ok "a base class gives the subclass" is "$(items CIM_AssociatedPowerManagementService)" 1
enumerate AMT_TLSCredentialContext
pull AMT_TLSCredentialContext 999
ok "an empty class ends at once" has '<g:Items></g:Items><g:EndOfSequence>'
for _ in 1 2 3 4; do enumerate CIM_Chip; done
enumerate CIM_Chip
ok "too many contexts: Concurrency" has 'e:Concurrency'

general() { # general PROPERTY VALUE: Put of one property
	local c
	c=$(uri "${3:-AMT_GeneralSettings}")
	call "$WXF/Put" "${3:-AMT_GeneralSettings}" \
		"<r:${3:-AMT_GeneralSettings} xmlns:r=\"$c\"><r:$1>$2</r:$1></r:${3:-AMT_GeneralSettings}>"
}
general HostName 'a&lt;b ${guid}'
get AMT_GeneralSettings
ok "Put stores text as text" has '<g:HostName>a&lt;b ${guid}</g:HostName>'
ok "and keeps the rest" is "$(value DigestRealm)" "$REALM"
general NoSuch 1
ok "Put of an unknown property: SchemaValidationError" has 'e:SchemaValidationError'
general PingResponseEnabled maybe
ok "Put of a wrong type: SchemaValidationError" has 'e:SchemaValidationError'
general InstanceID other
ok "Put may not change a key" has 'faultDetail/InvalidValues'
general OptionsCleared false AMT_BootSettingData
ok "Put of a read-only property: SchemaValidationError" has 'e:SchemaValidationError'
general BIOSSetup true AMT_BootSettingData
ok "Put without what is required: MissingValues" has 'faultDetail/MissingValues'

epr() { echo "<r:$1><a:Address>default</a:Address><a:ReferenceParameters><w:ResourceURI>$(uri "$2")</w:ResourceURI>$(selector "$3" "$4")</a:ReferenceParameters></r:$1>"; }
context="<r:AMT_TLSCredentialContext xmlns:r=\"$(uri AMT_TLSCredentialContext)\">$(
	epr ElementInContext AMT_PublicKeyCertificate InstanceID 'Intel(r) AMT Certificate: Handle: 0')$(
	epr ElementProvidingContext AMT_TLSProtocolEndpointCollection ElementName 'TLSProtocolEndpoint Instances Collection')</r:AMT_TLSCredentialContext>"
call "$WXF/Create" AMT_TLSCredentialContext "$context"
ok "Create" has '<g:ResourceCreated>'
post
ok "Create again: AlreadyExists" has 'e:AlreadyExists'
call "$WXF/Create" AMT_TLSCredentialContext "${context//Handle: 0/Handle: 9}"
ok "Create with a dangling reference: InvalidValues" has 'faultDetail/InvalidValues'
call "$WXF/Delete" AMT_PublicKeyCertificate '' "$(selector InstanceID 'Intel(r) AMT Certificate: Handle: 0')"
ok "Delete" has 'DeleteResponse'
post
ok "Delete again: DestinationUnreachable" has 'b:DestinationUnreachable'

# ---- power
start --delay 20
ok "starts on" is "$(state)" 2
ok "what can be asked for" is "$(grep -o 'PowerStates>[0-9]*<' "$TMP/reply" | tr -cs 0-9 ' ')" " 10 8 5 11 4 7 14 12 "
ok "on when on: 2" is "$(request_power 2)" 2
ok "off: 0" is "$(request_power 8)" 0
until_journal '"event":"power","from":2,"to":8'
ok "and off it is" is "$(state)" 8
ok "reset when off: 2" is "$(request_power 10)" 2
get IPS_PowerManagementService
ok "no OSPowerSavingState when off" lacks OSPowerSavingState
ok "on: 0" is "$(request_power 2)" 0
until_journal '"event":"power","from":8,"to":2'
get IPS_HostBootReason
ok "the boot has its reason" is "$(value Reason)$(value ReasonDetails)$(value PreviousSxState)" "2Power Up5"
ok "no such number: 5" is "$(request_power 99)" 5
start --delay 60000
request_power 12 >/dev/null
state >/dev/null
ok "under way: TransitioningToPowerState" is "$(value TransitioningToPowerState)" 8
ok "and nothing else is taken" is "$(request_power 10)" 2
start --delay 20 --power standby
ok "on in standby: 0" is "$(request_power 2)" 0
get IPS_PowerManagementService
ok "without effect" is "$(value OSPowerSavingState)" 3
power IPS_PowerManagementService RequestOSPowerSavingStateChange OSPowerSavingState 2
until_journal '"event":"os-power-saving","from":3,"to":2'
get IPS_PowerManagementService
ok "full power on request" is "$(value OSPowerSavingState)" 2
start --no-os-agent --session sol --delay 0
ok "graceful without agent: 0" is "$(request_power 12)" 0
ok "and nothing happens" is "$(state)" 2
ok "off during a session: 2" is "$(request_power 8)" 2

. tests/sim/check_boot.sh
. tests/sim/check_features.sh

# ---- profiles and options
start --profile old --delay 0
state >/dev/null
ok "old: no AvailableRequestedPowerStates" lacks AvailableRequested
get IPS_PowerManagementService
ok "old: no IPS_PowerManagementService" has 'b:DestinationUnreachable'
start --profile no-kvm
get CIM_KVMRedirectionSAP
ok "no-kvm: no KVM" has 'b:DestinationUnreachable'
start --profile ccm
general OptInRequired 0 IPS_OptInService
ok "ccm: consent policy is fixed" has 'e:AccessDenied'
start --profile tls-only
ok "tls-only: no HTTP" is "$(field http)" off
start --chunk 1
get AMT_GeneralSettings
ok "chunks of one byte" has '</a:Envelope>'
start --lenient-put
general DigestRealm x
general NoSuch x
ok "lenient Put" status 200
start --nonce-uses 1
envelope "$WXF/Get" AMT_GeneralSettings
challenge
login 00000001
login 00000002
ok "--nonce-uses" status 401
start --lockout 2 --lockout-ms 60000
challenge
login 00000001 wrong
login 00000002 wrong
login 00000003
ok "--lockout" status 401
ok "is written down" grep -q '"event":"locked"' "$TMP/journal"
start --digest sha-256
challenge
EXTRA=', algorithm=SHA-256' login 00000001 P@ssw0rd auth sha
ok "--digest sha-256" status 200
start --max-connections 1 --idle 60000
exec 6<>"/dev/tcp/$(field host)/$(field http)"
post
ok "--max-connections: more are reset" [ "$(cat "$TMP/curl")" -ne 0 ]
exec 6>&-
start --idle 50
exec 6<>"/dev/tcp/$(field host)/$(field http)"
ok "--idle closes" timeout 10 cat <&6
exec 6>&-
start --count 300
URL=${URL/127.1.0.1/127.1.1.44} get CIM_ComputerSystemPackage
ok "--count: each device answers" status 200
ok "with a UUID of its own" is "$(value PlatformGUID)" 13AEE355D2BFBB6117A088AEDD703915
start --count 60 --fault-share 10 --fault html-200,empty-400 --list "$TMP/list"
ok "--list: a line a device" is "$(sed -n '1p;10p;20p;30p;$=' "$TMP/list" | cut -d' ' -f1,2,6 | tr '\n' '|')" \
	'0 127.1.0.1 -|9 127.1.0.10 html-200|19 127.1.0.20 empty-400|29 127.1.0.30 html-200|60|'
ok "--list: ports and UUID" is "$(sed -n 10p "$TMP/list" | cut -d' ' -f3-5)" \
	"$(field http) $(field https) 55e3ae13-bfd2-61bb-17a0-88aedd7037f3"
get AMT_GeneralSettings
ok "--fault-share spares the others" status 200
BASE=$URL
URL=${BASE/127.1.0.1/127.1.0.10} get AMT_GeneralSettings
ok "--fault-share: the first kind" eval 'status 200 && lacks Envelope'
URL=${BASE/127.1.0.1/127.1.0.20} get AMT_GeneralSettings
ok "--fault-share: the second, and that alone" eval 'status 400 && lacks html'
start --count 60 --fault-share 10 --fault html-200,empty-400 --list "$TMP/again"
ok "--fault-share: the same ones each time" cmp -s <(cut -d' ' -f1,6 "$TMP/list") <(cut -d' ' -f1,6 "$TMP/again")
(ulimit -n 300 && exec "$SIM" --count 100) >/dev/null 2>"$TMP/reply"
ok "too few open files is said before any is opened" has '100 devices need 456 open files and the limit is 300'
start --listen ::1
URL=${URL/::1/[::1]} get AMT_GeneralSettings
ok "--listen ::1" status 200
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=client -keyout "$TMP/key" -out "$TMP/cert" 2>/dev/null
start --client-ca "$TMP/cert"
URL=$TLS post
ok "--client-ca: no certificate, no entry" [ "$(cat "$TMP/curl")" -ne 0 ]
URL=$TLS post --cert "$TMP/cert" --key "$TMP/key"
ok "--client-ca: with it" status 200
"$SIM" --chunk x >/dev/null 2>&1
ok "a wrong option is status 2" is $? 2
start
kill "$PID"
wait "$PID"
ok "SIGTERM ends it with status 0" is $? 0
PID=

# ---- each fault must show, and only when it is due
good() { [ "$(cat "$TMP/curl")" = 0 ] && status 200 2>/dev/null && has '<b:RelatesTo>77<' && has '</a:Envelope>' && ! has '<<'; }
for fault in $("$SIM" --faults); do
	case $fault in
	stale-once | dribble | return | accepted-not-done | bad-cert | tls-alert | stall) continue ;;
	esac
	start --fault "$fault"
	get AMT_GeneralSettings
	ok "--fault $fault" eval '! good'
	stop
done
start --fault stall@2
get AMT_GeneralSettings
ok "--fault @2 spares the first" good
post -m 1
ok "--fault stall" is "$(cat "$TMP/curl")" 28
get AMT_GeneralSettings
ok "--fault @2 spares the third" good
start --fault dribble
get AMT_GeneralSettings
ok "--fault dribble" good
start --fault stale-once
envelope "$WXF/Get" AMT_GeneralSettings
challenge
login 00000001
login 00000002
ok "--fault stale-once" status 401
start --fault tls-alert
URL=$TLS get AMT_GeneralSettings
ok "--fault tls-alert" is "$(cat "$TMP/curl")" 35
start --fault bad-cert
ok "--fault bad-cert" grep -q 'certificate has expired' <(openssl s_client -connect "$(field host):$(field https)" </dev/null 2>&1)
start --fault return:4099@1
ok "--fault return" is "$(request_power 8)" 4099
start --fault accepted-not-done --delay 0
ok "--fault accepted-not-done" is "$(request_power 8)$(state)" 02
start --fault soap-fault:QuotaLimit
get AMT_GeneralSettings
ok "--fault soap-fault:QuotaLimit" has 'e:QuotaLimit'

echo "1..$N"
[ "$FAILED" = 0 ]
