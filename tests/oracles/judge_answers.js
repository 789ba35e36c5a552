// What a server of Azure Machine Learning was asked and answered, judged by Microsoft's own validator
// of live traffic (npm package oav) against Microsoft's OpenAPI files.
// usage: NODE_PATH=<node_modules> node judge_answers.js SPECIFICATIONS API-VERSION TRAFFIC
// SPECIFICATIONS: a folder with specification/machinelearningservices/…; TRAFFIC: lines of JSON, see
// tests/emulator/server.cpp. One line for each operation and for each mistake, then a summary.
// Exit 1 on a mistake, or when nothing was there to be judged.
const fs = require("fs");
const {LiveValidator} = require("oav");

const [, , directory, version, traffic] = process.argv;
const folder = "specification/machinelearningservices/resource-manager/" +
    `Microsoft.MachineLearningServices/stable/${version}`;

// Where an operation is followed is no part of the specification.
const unspecified = /\/(compute|workspace)Operations(Status|Results)\//;

// Where the files contradict themselves: they close the type that connections have in common, so that
// none could ever come with the credentials that its own type has.
function isFileMistake(operation, error) {
    return operation === "WorkspaceConnections_Create" && error.code === "OBJECT_ADDITIONAL_PROPERTIES" &&
        String(error.pathsInPayload) === "/properties/credentials";
}

// What a request has to have; the lines hold bodies only.
const headers = {"content-type": "application/json", "authorization": "Bearer x"};

function pair(line) {
    return {
        liveRequest: {
            url: `https://management.azure.com${line.path}?${line.query}`,
            method: line.method,
            headers,
            body: line.request === null ? undefined : line.request,
        },
        liveResponse: {
            statusCode: String(line.status),
            headers: line.headers,
            body: line.response === null ? undefined : line.response,
        },
    };
}

async function main() {
    const validator = new LiveValidator({
        directory,
        swaggerPathsPattern: [`${folder}/*.json`],
        git: {shouldClone: false},
        checkUnderFileRoot: false,
        loadValidatorInBackground: false,
        loadValidatorInInitialize: false,
    });
    await validator.initialize();
    const judged = new Map();
    let mistakes = 0;
    for (const text of fs.readFileSync(traffic, "utf8").split("\n").filter(Boolean)) {
        const line = JSON.parse(text);
        if (!/Microsoft\.MachineLearningServices/i.test(line.path) || unspecified.test(line.path) ||
            !line.query.includes(`api-version=${version}`)) {
            continue;
        }
        const verdict = await validator.validateLiveRequestResponse(pair(line));
        // A request that is wrong and was refused shows that the server saw it.
        const request = line.status === 400 ? {} : verdict.requestValidationResult;
        const response = verdict.responseValidationResult;
        const operation = (response.operationInfo || {}).operationId || "?";
        const errors = [request.runtimeException, ...(request.errors || []), response.runtimeException,
                        ...(response.errors || [])]
            .filter((error) => error && !isFileMistake(operation, error));
        judged.set(operation, (judged.get(operation) || 0) + 1);
        for (const error of errors) {
            mistakes += 1;
            const places = error.pathsInPayload || error.jsonPathsInPayload || "";
            console.log(`${line.method} ${line.path}: ${line.status}: ${error.code} ${places} ${error.message}`
                .slice(0, 600));
        }
    }
    let total = 0;
    for (const [operation, count] of [...judged].sort()) {
        total += count;
        console.log(`${operation}: ${count}`);
    }
    console.log(`${total} answers of ${judged.size} operations judged, ${mistakes} mistakes`);
    process.exitCode = mistakes > 0 || total === 0 ? 1 : 0;
}

main().catch((error) => {
    console.error(error.message || error);
    process.exitCode = 1;
});
