// --keep-stdouterr: standard output and error go to the old place as well.

#include "translate/launcher/parts.hpp"

#include <fmt/format.h>

namespace translate::launcher {

namespace {

// The command has a subshell, so that its `exit` ends it alone, and it sees no variable that a job
// is likely to have. Pipes with names, not process substitutions: those cannot be waited for before
// bash 4.4.
constexpr std::string_view k_keep = R"(
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
)";

constexpr std::string_view k_rank_name = "$(rank_name)";

} // namespace

std::string keep(const JobWork& work) {
    if (work.stdouterr == k_bare) {
        return {};
    }
    std::string out(k_keep);
    if (process_name(work, "main") == k_rank_name) {
        out += fmt::format("\n# Batch AI had one file of all ranks; here the first has its name.\n"
                           "rank_name() {{\n  local _rank={}\n"
                           "  [ \"$_rank\" = 0 ] || echo \"-$_rank\"\n}}\n",
                           rank_expression(work.layout.ranks));
    }
    return out;
}

std::string kept(const JobWork& work, std::string_view name, std::string_view function) {
    return work.stdouterr == k_bare ? std::string(function)
                                    : fmt::format("keep \"{}\" {}", name, function);
}

std::string preparation_name(const JobWork& work) {
    return work.layout.instances == 1 ? "-job_prep" : "-job_prep-${AZ_BATCH_NODE_ID:-$HOSTNAME}";
}

std::string process_name(const JobWork& work, std::string_view role) {
    switch (work.in.toolkits[0].kind) {
    case batchai::ToolkitKind::tensor_flow:
        return fmt::format("-{}-{}", role == "server" ? "ps" : "wk",
                           work.layout.ranks == Ranks::tensorflow ? "$AZ_BATCHAI_TASK_INDEX" : "0");
    case batchai::ToolkitKind::py_torch:
    case batchai::ToolkitKind::caffe2:
        return fmt::format("-{}", rank_expression(work.layout.ranks));
    default:
        return std::string(work.layout.ranks == Ranks::mpi ? k_rank_name : std::string_view{});
    }
}

} // namespace translate::launcher
