#!/bin/bash
# Starts one process of Batch AI job "train"; Azure ML's mpirun runs this once for each rank.
# Made by batchai-to-amlcompute 0.1.0 from train.json (sha256 525caab241a8).

# Given by `command` in job.yml.
: "${AZ_BATCHAI_SHARED_JOB_TEMP:?}"

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

# Once on each node: temporary folder, job preparation.
node=/tmp/batchai-${AZUREML_RUN_ID:?}
export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp

# Variables of the job.
AZ_BATCHAI_NUM_GPUS=$(nvidia-smi -L 2>/dev/null | wc -l)
export AZ_BATCHAI_NUM_GPUS
export AZ_BATCHAI_SHARED_JOB_TEMP
AZ_BATCHAI_MPI_HOST_FILE=$(mktemp)
tr , '\n' <<< "${AZ_BATCH_HOST_LIST-}" > "$AZ_BATCHAI_MPI_HOST_FILE"
export AZ_BATCHAI_MPI_HOST_FILE

# keep NAME COMMAND: what the command says goes to stdout<NAME>.txt and stderr<NAME>.txt as well.
keep() {
  local _pipes _out _err _code _try
  _pipes=$(mktemp -d) || return
  mkfifo "$_pipes/out" "$_pipes/err" || return
  tee "$AZ_BATCHAI_STDOUTERR_DIR/stdout$1.txt" < "$_pipes/out" &
  _out=$!
  tee "$AZ_BATCHAI_STDOUTERR_DIR/stderr$1.txt" < "$_pipes/err" >&2 &
  _err=$!
  ("$2") > "$_pipes/out" 2> "$_pipes/err"
  _code=$?
  # What the command leaves running may hold the pipes: it is waited for 10 seconds at most.
  for ((_try = 0; _try < 50; _try++)); do
    kill -0 "$_out" 2>/dev/null || kill -0 "$_err" 2>/dev/null || break
    sleep 0.2
  done
  kill "$_out" "$_err" 2>/dev/null
  rm -r "$_pipes"
  return "$_code"
}

# Batch AI had one file of all ranks; here the first has its name.
rank_name() {
  local _rank=${OMPI_COMM_WORLD_RANK:-${PMI_RANK:?no rank from MPI}}
  [ "$_rank" = 0 ] || echo "-$_rank"
}

# The set-up task of the cluster.
# shellcheck disable=all
set_up() (
  unset MESSAGE TOKEN
  export LEVEL="2"
  echo set up > /tmp/set-up
)

# shellcheck disable=all
prepare() (
  pip install -r $AZ_BATCHAI_JOB_MOUNT_ROOT/work/src/requirements.txt
)
if mkdir "$node" 2>/dev/null; then
  mkdir "$node/temp"
  set_up && keep "-job_prep-${AZ_BATCH_NODE_ID:-$HOSTNAME}" prepare
  echo $? > "$node/new" && mv "$node/new" "$node/prepared"
fi
until [ -e "$node/prepared" ]; do sleep 0.2; done
read -r code < "$node/prepared"
[ "$code" = 0 ] || { echo "job preparation failed with exit code $code" >&2; exit "$code"; }

# The job's own line, as it stands in train.json.
# shellcheck disable=all
job_line() {
  python $AZ_BATCHAI_JOB_MOUNT_ROOT/work/src/train.py --data $AZ_BATCHAI_INPUT_DATA --model $AZ_BATCHAI_OUTPUT_MODEL --say 'two words'
}

keep "$(rank_name)" job_line
