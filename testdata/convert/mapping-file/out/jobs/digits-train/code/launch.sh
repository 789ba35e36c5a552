#!/bin/bash
# Starts one process of Batch AI job "train"; Azure ML runs this once.
# Made by batchai-to-amlcompute 0.1.0 from runs/train.json (sha256 4973ca51cb3c).

# Given by `command` in job.yml.
: "${MOUNT_WORK:?}" "${MOUNT_NFS:?}"

# Secrets, from Key Vault, with the identity of the compute.
read_vault='
import sys
sys.path = [place for place in sys.path if place]
import json, os, ssl, time
try:
    from urllib.error import HTTPError
    from urllib.parse import urlencode
    from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener
except ImportError:
    from urllib import urlencode
    from urllib2 import HTTPError, HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request
    from urllib2 import build_opener

class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None

def get(who, url, headers, member, *handlers):
    opener = build_opener(Stay, HTTPSHandler(context=ssl.create_default_context()), *handlers)
    end, wait = time.time() + 30, 1
    while True:
        try:
            answer = opener.open(Request(url, headers=headers), timeout=10).read()
            return json.loads(answer.decode("utf-8"))[member]
        except HTTPError as error:
            why, again = "HTTP %d" % error.code, error.code in (408, 429) or error.code >= 500
        except EnvironmentError as error:
            reason = getattr(error, "reason", type(error).__name__)
            why, again = str(reason), not isinstance(reason, ssl.SSLError)
        except Exception as error:
            why, again = type(error).__name__, False
        if not again or time.time() > end:
            sys.exit("%s answers: %s" % (who, why))
        time.sleep(wait)
        wait *= 2

query = {"api-version": "2017-09-01", "resource": sys.argv[2]}
if os.environ.get("DEFAULT_IDENTITY_CLIENT_ID"):
    query["clientid"] = os.environ["DEFAULT_IDENTITY_CLIENT_ID"]
token = get("the identity endpoint", os.environ["MSI_ENDPOINT"] + "?" + urlencode(query),
            {"secret": os.environ["MSI_SECRET"]}, "access_token", ProxyHandler({}))
value = get("the Key Vault", sys.argv[1] + "?api-version=7.4",
            {"Authorization": "Bearer " + token}, "value")
getattr(sys.stdout, "buffer", sys.stdout).write((value + ".").encode("utf-8"))
'

# vault_get WHO URL HEADER OPTION...: the answer in $answer. The header reaches curl by a pipe.
vault_get() {
  local who=$1 url=$2 header=${3//\\/\\\\} wait=1 end=$((SECONDS + 30))
  [[ $header != *[![:print:]]* ]] || { echo "what $who wants cannot be sent" >&2 && return 1; }
  shift 3
  while :; do
    answer=$(printf 'header = "%s"\n' "${header//\"/\\\"}" |
      curl -q -g -s -S -m 10 -w '\n%{http_code}' -K - "$@" "$url")
    case ${answer##*$'\n'} in
      200) answer=${answer%$'\n'*} && return ;;
      000 | 408 | 429 | 5??) [ "$SECONDS" -le "$end" ] ;;
      *) false ;;
    esac || break
    sleep "$wait"
    wait=$((wait * 2))
  done
  echo "$who answers: HTTP ${answer##*$'\n'}" >&2
  return 1
}

# vault_member NAME: the text of that member of the JSON in $answer, in $text.
vault_member() {
  local rest=${answer#*\""$1"\"} plain code bytes byte
  text=
  [[ $rest =~ ^[[:space:]]*:[[:space:]]*\" ]] || { echo "the answer has no $1" >&2 && return 1; }
  rest=${rest#*\"}
  while plain=${rest%%[\"\\]*}; text+=$plain rest=${rest:${#plain}}; [[ $rest == \\?* ]]; do
    case ${rest:1:1} in
      b) text+=$'\b' ;;
      f) text+=$'\f' ;;
      n) text+=$'\n' ;;
      r) text+=$'\r' ;;
      t) text+=$'\t' ;;
      u)
        code=$((16#${rest:2:4})) rest=${rest:4}
        if ((code >> 10 == 54)); then # the first half of a pair
          code=$((0x10000 + ((code & 0x3ff) << 10) + (16#${rest:4:4} & 0x3ff))) rest=${rest:6}
        fi
        if ((code < 0x80)); then
          bytes=("$code")
        elif ((code < 0x800)); then
          bytes=($((0xc0 | code >> 6)) $((0x80 | code & 63)))
        elif ((code < 0x10000)); then
          bytes=($((0xe0 | code >> 12)) $((0x80 | code >> 6 & 63)) $((0x80 | code & 63)))
        else
          bytes=($((0xf0 | code >> 18)) $((0x80 | code >> 12 & 63)) $((0x80 | code >> 6 & 63))
            $((0x80 | code & 63)))
        fi
        printf -v byte '\\x%x' "${bytes[@]}"
        printf -v byte '%b' "$byte"
        text+=$byte
        ;;
      *) text+=${rest:1:1} ;;
    esac
    rest=${rest:2}
  done
}

read_by_curl() {
  local answer text id=${DEFAULT_IDENTITY_CLIENT_ID:-}
  vault_get "the identity endpoint" "$MSI_ENDPOINT?api-version=2017-09-01&resource=$2${id:+&clientid=$id}" \
    "secret: $MSI_SECRET" --noproxy '*' &&
    vault_member access_token &&
    vault_get "the Key Vault" "$1?api-version=7.4" "Authorization: Bearer $text" &&
    vault_member value &&
    printf '%s.' "$text"
}

for vault_reader in python3 python curl none; do
  case $vault_reader in
    python*) "$vault_reader" -Ec 'import ssl; ssl.create_default_context' 2> /dev/null && break ;;
    curl) command -v curl > /dev/null && break ;;
  esac
done

# read_secret NAME URL AUDIENCE: exports NAME with what the vault has. A dot ends the value, because
# line breaks at its end would be lost.
read_secret() {
  local value
  case $vault_reader in
    python*) value=$("$vault_reader" -Ec "$read_vault" "$2" "$3") ;;
    curl) value=$(read_by_curl "$2" "$3") ;;
    *) echo "the image has neither a python that speaks TLS nor curl" >&2 && false ;;
  esac || {
    echo "the secret $1 could not be read from $2; the identity of the compute needs the role" \
      "Key Vault Secrets User there" >&2
    exit 1
  }
  export "$1=${value%.}"
}
if [ -z "${MSI_ENDPOINT:-}" ] || [ -z "${MSI_SECRET:-}" ]; then
  echo "the compute has no managed identity (MSI_ENDPOINT is not set): no secret can be read" >&2
  exit 1
fi
read_secret TOKEN https://lab.vault.azure.net/secrets/token https://vault.azure.net

# The volumes, under the names the job knows.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp
mkdir -p "$node/temp"
AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d "$node/mounts.XXXXXX")
AZ_BATCHAI_MOUNT_ROOT=$(mktemp -d "$node/cluster-mounts.XXXXXX")
export AZ_BATCHAI_JOB_MOUNT_ROOT AZ_BATCHAI_MOUNT_ROOT
ln -s "$MOUNT_NFS" "$AZ_BATCHAI_MOUNT_ROOT/nfs"
ln -s "$MOUNT_WORK" "$AZ_BATCHAI_JOB_MOUNT_ROOT/work"

# The job's own line, as it stands in runs/train.json.
# shellcheck disable=all
python $AZ_BATCHAI_JOB_MOUNT_ROOT/work/scripts/train.py --data $AZ_BATCHAI_MOUNT_ROOT/nfs/digits --state $AZ_BATCHAI_JOB_MOUNT_ROOT/work/state
