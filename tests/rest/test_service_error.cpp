#include "rest/service_codes.hpp"
#include "rest/service_error.hpp"
#include "rest/tls_fault.hpp"
#include "support/catch.hpp"

using base::Exit;
using rest::exit_of;
using rest::KnownSecrets;
using rest::read_error;
using rest::Response;
using rest::ServiceError;
using rest::to_error;

namespace {

ServiceError read(int status, std::string body, rest::Headers headers = {}) {
    return read_error(
        Response{.status = status, .headers = std::move(headers), .body = std::move(body)}, {});
}

std::string said(const ServiceError& error) {
    return to_error(error, "create the compute gpu").what();
}

} // namespace

TEST_CASE("an error of Resource Manager is read with all that is in it", "[rest]") {
    const ServiceError error =
        read(409,
             R"({"error": {"code": "Outer", "message": "It did not work.", "target": "gpu",
                 "details": [{"code": "Inner", "message": "Because.",
                              "details": [{"code": "Innermost", "message": "Of this."}]},
                             {"error": {"code": "Wrapped", "message": "So too."}}, 7],
                 "innerError": {"code": "Hint", "innerError": {"code": "Deeper"}}}})",
             {{"x-ms-request-id", "r-1"}, {"X-MS-Correlation-Request-Id", "c-1"}});
    CHECK(error.status == 409);
    CHECK(error.code == "Outer");
    CHECK(error.message == "It did not work.");
    CHECK(error.target == "gpu");
    CHECK(error.details == std::vector<ServiceError::Detail>{{"Inner", "Because."},
                                                             {"Innermost", "Of this."},
                                                             {"Wrapped", "So too."},
                                                             {"Hint", ""},
                                                             {"Deeper", ""}});
    CHECK(error.request_id == "r-1");
    CHECK(error.correlation_id == "c-1");
    CHECK(said(error) == "cannot create the compute gpu: the service answers 409 Outer: It did not "
                         "work. (about gpu)");
}

TEST_CASE("an error that only wraps another one lets it speak", "[rest]") {
    const ServiceError error = read(
        400,
        R"({"error": {"code": "DeploymentFailed", "message": "List the operations.", "details": [
            {"code": "Conflict",
             "message": "{\r\n  \"error\": {\"code\": \"QuotaExceeded\", \"message\": \"No cores left.\"}}"}]}})");
    CHECK(to_error(error, "create the workspace ws").what() ==
          std::string("cannot create the workspace ws: the service answers 400 QuotaExceeded: No "
                      "cores left."));
    CHECK(exit_of(error) == Exit::refused);
}

TEST_CASE("run history's and Azure ML's correlation is found in the body", "[rest]") {
    const ServiceError history =
        read(404, R"({"error": {"code": "UserError", "message": "Run x was not found",
                                "innerError": {"code": "NotFound"}},
                      "correlation": {"operation": "op-1", "request": "req-1"},
                      "environment": "westeurope", "componentName": "run-history"})");
    CHECK(history.code == "UserError");
    CHECK(history.correlation_id == "op-1");
    CHECK(history.request_id == "req-1");
    CHECK(said(history).find("404 UserError: Run x was not found") != std::string::npos);

    const ServiceError ml = read(400, R"({"error": {"code": "ValidationError", "message": "m",
        "additionalInfo": [{"type": "ComponentName", "info": {"value": "x"}},
                           {"type": "Correlation",
                            "info": {"value": {"operation": "op-2", "request": "req-2"}}}]}})",
                                 {{"x-ms-request-id", "of the header"}});
    CHECK(ml.correlation_id == "op-2");
    CHECK(ml.request_id == "of the header");
}

TEST_CASE("storage speaks XML, and to HEAD only a header", "[rest]") {
    const ServiceError error =
        read(404, "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>"
                  "ContainerNotFound</Code><Message>The specified container does not exist.\n"
                  "RequestId:0aa\nTime:2026-08-22T12:00:00Z</Message></Error>");
    CHECK(error.code == "ContainerNotFound");
    CHECK(error.message == "The specified container does not exist.");
    CHECK(to_error(error, "list the container c").help() ==
          "create the container, or check its name");
    CHECK(read(404, "", {{"x-ms-error-code", "BlobNotFound"}}).code == "BlobNotFound");
    CHECK(read(400, "<Error><Code>Cut").code.empty());
    CHECK(read(502, "<html><body>Bad gateway</body></html>").message.empty());
}

TEST_CASE("MLflow and the token endpoint have their own words", "[rest]") {
    const ServiceError mlflow =
        read(404, R"({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No run"})");
    CHECK(mlflow.code == "RESOURCE_DOES_NOT_EXIST");
    CHECK(mlflow.message == "No run");
    const ServiceError oauth = read(
        401, R"({"error": "invalid_client", "error_description": "AADSTS7000215: Invalid secret.",
                 "error_codes": [7000215], "trace_id": "t-1", "correlation_id": "c-1"})");
    CHECK(oauth.code == "invalid_client");
    CHECK(oauth.message == "AADSTS7000215: Invalid secret.");
    CHECK(oauth.request_id == "t-1");
    CHECK(oauth.correlation_id == "c-1");
    CHECK(read(500, R"({"Message": "An error has occurred."})").message ==
          "An error has occurred.");
}

TEST_CASE("a body that is no error harms nobody", "[rest]") {
    for (const std::string body :
         {"", "{", "[]", "null", "{}", R"({"error": 5})", R"({"error": {}})", R"({"error": []})",
          R"({"error": {"code": 5, "message": {}}})", R"({"error": {"details": {"a": 1}}})",
          "\xff\xfe", "<", "<Error/>"}) {
        INFO(body);
        const ServiceError error = read(400, body);
        CHECK(error.code.empty());
        CHECK(said(error).starts_with("cannot create the compute gpu: the service answers 400"));
    }
    CHECK(read(503, "The service is unavailable.").message == "The service is unavailable.");
    std::string deep = R"({"error": )";
    for (int i = 0; i < 5000; ++i) {
        deep += R"({"code": "c", "innerError": )";
    }
    deep += "{}" + std::string(5001, '}');
    CHECK(read(400, deep).details.size() < 20);
}

TEST_CASE("no error repeats a secret that its request held", "[rest]") {
    KnownSecrets known;
    known.add("fake/secret+value");
    // As JSON may escape it, so that it is not found in the body's bytes.
    const ServiceError error = read_error(
        {.status = 403,
         .headers = {{"x-ms-request-id", "fake/secret+value"}},
         .body = R"({"error": {"code": "fake/secret+value", "target": "fake\/secret+value",
                        "message": "You sent fake\/secret\u002bvalue and AccountKey=fakefake",
                        "details": [{"code": "X", "message": "fake\/secret+value"}]}})"},
        known);
    CHECK(error.message == "You sent REDACTED and AccountKey=XXXXXXXX");
    const base::Error all = to_error(error, "x");
    CHECK((std::string(all.what()) + all.help() + error.details[0].message).find("fake") ==
          std::string::npos);
}

TEST_CASE("messages are one line and have an end", "[rest]") {
    const ServiceError error =
        read(400, R"({"error": {"code": "C\u001b[31m", "message": "one\ntwo\u0007"}})");
    CHECK(error.code == "C\\x1b[31m");
    CHECK(error.message == "one\\ntwo\\x07");
    const std::string body = R"({"error": {"message": ")" + std::string(100'000, 'x') + "\"}}";
    CHECK(read(400, body).message.size() < 1100);
}

TEST_CASE("statuses and codes become exit codes", "[rest]") {
    const auto exit = [](int status, const char* code) {
        return exit_of(ServiceError{.status = status, .code = code});
    };
    CHECK(exit(401, "") == Exit::not_authorised);
    CHECK(exit(403, "AuthorizationFailed") == Exit::not_authorised);
    CHECK(exit(403, "RequestDisallowedByPolicy") == Exit::refused);
    CHECK(exit(400, "") == Exit::refused);
    CHECK(exit(404, "ResourceNotFound") == Exit::refused);
    CHECK(exit(409, "AnotherOperationInProgress") == Exit::refused);
    CHECK(exit(302, "") == Exit::refused);
    CHECK(exit(408, "") == Exit::unavailable);
    CHECK(exit(429, "TooManyRequests") == Exit::unavailable);
    CHECK(exit(429, "QuotaExceeded") == Exit::refused);
    CHECK(exit(407, "") == Exit::unavailable);
    CHECK(exit(500, "") == Exit::unavailable);
    CHECK(exit(503, "ServerBusy") == Exit::unavailable);
    CHECK(exit(200, "") == Exit::refused); // an operation that failed
}

TEST_CASE("an error says what to do next, and how support finds it", "[rest]") {
    const ServiceError error{.status = 403,
                             .code = "AuthorizationFailed",
                             .message = "The client has no authorization.",
                             .client_request_id = "o-1",
                             .request_id = "r-1",
                             .correlation_id = "c-1"};
    CHECK_THAT(to_error(error, "x").help(),
               StartsWith("ask the owner for a role") &&
                   EndsWith("; request id r-1, correlation id c-1, our request id o-1"));
    CHECK(to_error(ServiceError{.status = 400, .request_id = "r-1"}, "x").help() ==
          "request id r-1");
    CHECK_THAT(rest::next_step(409, "MissingSubscriptionRegistration"),
               ContainsSubstring("az provider register"));
    CHECK_THAT(rest::next_step(400, "ClusterCoreQuotaReached"), ContainsSubstring("more quota"));
    CHECK_THAT(rest::next_step(307, ""), ContainsSubstring("redirections are not followed"));
    CHECK_THAT(rest::next_step(401, "Unheard"), ContainsSubstring("az login"));
    CHECK_THAT(rest::next_step(403, "Unheard"), ContainsSubstring("role"));
    CHECK_THAT(rest::next_step(407, ""), ContainsSubstring("HTTPS_PROXY"));
    CHECK_THAT(rest::next_step(429, ""), ContainsSubstring("some minutes"));
    CHECK_THAT(rest::next_step(503, ""), ContainsSubstring("later"));
    CHECK(rest::next_step(400, "Unheard").empty());
}

TEST_CASE("what is wrong with a certificate has a name", "[rest]") {
    const auto what = [](long result) { return rest::tls_fault("h", result, "odd").what; };
    CHECK(rest::tls_fault("h", 1,
                          "no alternative certificate subject name matches target host "
                          "name 'h'")
              .what == "the certificate of h is for another name; nothing was sent");
    CHECK(what(10) == "the certificate of h has expired; nothing was sent");
    CHECK(what(18) == "the certificate of h is signed by nobody but itself; nothing was sent");
    CHECK(what(20) == "the certificate of h is signed by an authority that this machine does not "
                      "know; nothing was sent");
    CHECK(what(77) == "the certificate of h is not accepted (odd); nothing was sent");
    CHECK_THAT(rest::tls_fault("h", 20, "").help, ContainsSubstring("--ca-file"));
}
