# shellcheck shell=bash
# What the checks of the simulated PC share: starting it, requests by curl, TAP.
# Read by a script that has AMTSIM as its first argument.
set -u
SIM=${1:?usage: ${0##*/} AMTSIM}
TMP=$(mktemp -d)
trap 'stop; rm -rf "$TMP"' EXIT
N=0 FAILED=0 PID=

WXF=http://schemas.xmlsoap.org/ws/2004/09/transfer
WSEN=http://schemas.xmlsoap.org/ws/2004/09/enumeration
WSA=http://schemas.xmlsoap.org/ws/2004/08/addressing
WSMAN=http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd
SOAP=http://www.w3.org/2003/05/soap-envelope

ok() { # ok NAME COMMAND...
	local name=$1
	shift
	N=$((N + 1))
	if "$@"; then
		echo "ok $N - $name"
	else
		echo "not ok $N - $name"
		FAILED=$((FAILED + 1))
		[ -s "$TMP/reply" ] && head -c 2000 "$TMP/reply" | sed 's/^/# /' | awk 1
	fi
}

has() { grep -qF -- "$1" "$TMP/reply"; }
lacks() { ! has "$1"; }
is() { [ "$1" = "$2" ] || { echo "# got '$1', want '$2'" >&2; false; }; }
status() { is "$(tr -d " " <"$TMP/status")" "$1"; }
field() { sed -n "s/.* $1=\([^ ]*\).*/\1/p" <<<"$READY"; }

stop() {
	[ -z "$PID" ] || { kill "$PID" 2>/dev/null; exec 3<&-; wait "$PID" 2>/dev/null; }
	PID=
}

start() { # start OPTIONS...
	stop
	: >"$TMP/journal"
	exec 3< <(exec "$SIM" --journal "$TMP/journal" "$@")
	PID=$!
	IFS= read -r -t 30 -u 3 READY || { echo "Bail out! amtsim $* does not start"; exit 1; }
	URL=http://$(field host):$(field http)/wsman
	TLS=https://$(field host):$(field https)/wsman
}

uri() {
	case $1 in
	CIM_*) echo "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/$1" ;;
	AMT_*) echo "http://intel.com/wbem/wscim/1/amt-schema/1/$1" ;;
	IPS_*) echo "http://intel.com/wbem/wscim/1/ips-schema/1/$1" ;;
	esac
}

envelope() { # envelope ACTION CLASS [BODY] [HEADERS]
	echo "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"$SOAP\" xmlns:a=\"$WSA\" xmlns:w=\"$WSMAN\">\
<s:Header><a:Action>$1</a:Action><a:To>/wsman</a:To><w:ResourceURI>$(uri "$2")</w:ResourceURI>\
<a:MessageID>77</a:MessageID><a:ReplyTo><a:Address>$WSA/role/anonymous</a:Address></a:ReplyTo>\
${4-}</s:Header><s:Body>${3-}</s:Body></s:Envelope>" >"$TMP/request"
}

post() { # post [CURL OPTIONS...]; the reply and its status are left in files
	curl -sk -m 20 --digest -u "admin:P@ssw0rd" --data-binary "@$TMP/request" \
		-o "$TMP/reply" -w '%{http_code}' "$@" "$URL" >"$TMP/status"
	echo $? >"$TMP/curl"
}

call() { envelope "$@" && post; }
get() { call "$WXF/Get" "$@"; }
selector() { echo "<w:SelectorSet><w:Selector Name=\"$1\">$2</w:Selector></w:SelectorSet>"; }

value() { sed -n "s/.*<[a-z]:$1>\([^<]*\)<.*/\1/p" "$TMP/reply" | head -1; }

enumerate() { # enumerate CLASS: sets CONTEXT
	call "$WSEN/Enumerate" "$1" "<Enumerate xmlns=\"$WSEN\"/>"
	CONTEXT=$(value EnumerationContext)
}
pull() { # pull CLASS [MAX]
	call "$WSEN/Pull" "$1" "<Pull xmlns=\"$WSEN\"><EnumerationContext>$CONTEXT</EnumerationContext>\
${2:+<MaxElements>$2</MaxElements>}</Pull>"
}
items() { grep -o "<h:$1>" "$TMP/reply" | wc -l; }

power() { # power CLASS METHOD PARAMETER NUMBER
	local c
	c=$(uri "$1")
	call "$c/$2" "$1" "<r:$2_INPUT xmlns:r=\"$c\"><r:$3>$4</r:$3><r:ManagedElement>\
<a:Address>$WSA/role/anonymous</a:Address><a:ReferenceParameters>\
<w:ResourceURI>$(uri CIM_ComputerSystem)</w:ResourceURI><w:SelectorSet>\
<w:Selector Name=\"Name\">ManagedSystem</w:Selector></w:SelectorSet></a:ReferenceParameters>\
</r:ManagedElement></r:$2_INPUT>"
}
request_power() {
	power CIM_PowerManagementService RequestPowerStateChange PowerState "$1"
	value ReturnValue
}
state() { get CIM_AssociatedPowerManagementService && value PowerState; }
until_journal() { # wait for a line, which the journal gets before anybody can see its effect
	timeout 10 tail -n +1 -f "$TMP/journal" | grep -qm1 -F -- "$1"
}

# ---- digest by hand
md5() { printf %s "$1" | md5sum | cut -d' ' -f1; }
sha() { printf %s "$1" | sha256sum | cut -d' ' -f1; }
challenge() {
	curl -sk -i -m 10 --data-binary "@$TMP/request" "$URL" >"$TMP/challenge"
	REALM=$(sed -n 's/.*realm="\([^"]*\)".*/\1/p' "$TMP/challenge")
	NONCE=$(sed -n 's/.*nonce="\([^"]*\)".*/\1/p' "$TMP/challenge")
}
login() { # login NC [PASSWORD] [QOP] [HASH]; RESPONSE overrides
	local h=${4:-md5} qop=${3:-auth} ha2 r # the options in MORE come last
	ha2=$($h POST:/wsman)
	[ "$qop" = auth ] || ha2=$($h "POST:/wsman:$(md5sum <"$TMP/request" | cut -d' ' -f1)")
	r=$($h "$($h "admin:$REALM:${2:-P@ssw0rd}"):$NONCE:$1:0a4f113b:$qop:$ha2")
	curl -sk -i -m 10 --data-binary "@$TMP/request" -o "$TMP/reply" -w '%{http_code} ' \
		-H "Authorization: Digest username=\"admin\", realm=\"$REALM\", nonce=\"$NONCE\", \
uri=\"/wsman\", qop=$qop, nc=\"$1\", cnonce=\"0a4f113b\", response=\"${RESPONSE-$r}\"${EXTRA-}" \
		"$URL" ${MORE-} >"$TMP/status"
}
